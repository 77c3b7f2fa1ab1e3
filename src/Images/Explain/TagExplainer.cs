using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Explains one tag: what it means, what is due, and what stands against it.</summary>
internal sealed class TagExplainer(ImageStream stream, string name, DateTimeOffset now, ImportPlanOptions options)
{
    private readonly TagReference? _tag = stream.SpecTags.LastOrDefault(t => (t.Name ?? "") == name);
    private readonly NamedTagEventList? _list = stream.StatusTags.LastOrDefault(t => (t.Tag ?? "") == name);
    private readonly List<string> _why = [];

    private TagEvent? Newest => _list?.Newest;

    public TagExplanation Explain()
    {
        var explanation = new TagExplanation
        {
            Name = name,
            State = "",
            Image = Newest?.Image is { Length: > 0 } image ? image : null,
            PullSpec = Newest is { } item ? PullSpec.Of(stream, _tag, item) : null,
            Since = Newest?.Created.Value,
            Generation = Newest?.Generation,
            Source = _tag is { From: { } from } ? SourceOf(from) : null,
            Why = _why,
        };
        explanation = _tag is null || !TagReferenceChange.HasSource(_tag) ? Sourceless(explanation)
            : TagGenerations.IsImportable(_tag) ? Importable(explanation, _tag)
            : Resolved(explanation, _tag);
        if (_list is { } list && list.Events.Count > 1)
        {
            _why.Add(string.Create(CultureInfo.InvariantCulture, $"earlier images in its history: {list.Events.Count - 1}"));
        }

        return explanation;
    }

    private static string SourceOf(ObjectReference from) =>
        $"{from.Kind} {(string.IsNullOrEmpty(from.Namespace) ? "" : $"{from.Namespace}/")}{from.Name}";

    private TagExplanation Importable(TagExplanation explanation, TagReference tag)
    {
        var plan = PlanFor(tag);
        var wanted = TagGenerations.Wanted(stream, tag, options.StrategyRuns);
        var observed = TagGenerations.Observed(_list);
        var failure = FailureOf(plan.NextDue);
        var state = plan.Tags.Count > 0 ? TagStates.Waiting : failure is not null ? TagStates.Failing : TagStates.Imported;
        if (state == TagStates.Waiting)
        {
            _why.Add(string.Create(CultureInfo.InvariantCulture, $"waiting for its import: generation {wanted} is wanted, {observed} was dealt with; due now"));
        }

        SayFailure(failure, state);
        SayImage("imported");
        var interval = ScheduleIntervals.Find(stream, tag, options, out _);
        if (state == TagStates.Imported)
        {
            SaySchedule(tag, interval, plan.NextDue);
        }

        _why.AddRange(plan.Problems.Select(p => p.Message));
        return explanation with
        {
            State = state,
            Wanted = wanted,
            Observed = observed,
            Failure = failure,
            Interval = interval is { } every ? ExplainedTime.Text(every) : null,
            NextCheck = state == TagStates.Imported && interval is not null ? plan.NextDue : null,
        };
    }

    private TagExplanation Resolved(TagExplanation explanation, TagReference tag)
    {
        var plan = PlanFor(tag);
        var failure = FailureOf(LocalReferences.IsRetried(_list?.ImportFailure?.Reason) ? plan.NextDue : null);
        var follows = tag.From!.Kind == SourceKinds.DockerImage ? null : TagTracking.SourceOf(tag, stream);
        var state = plan.References.Count > 0 ? TagStates.Waiting
            : failure is not null ? TagStates.Failing
            : Newest is null ? TagStates.Unresolved
            : tag.From.Kind == SourceKinds.DockerImage ? TagStates.Reference
            : follows is not null ? TagStates.Following
            : TagStates.Copied;
        SayFailure(failure, state);
        SayResolved(tag, state, follows);
        return explanation with { State = state, Follows = follows, Failure = failure };
    }

    private TagExplanation Sourceless(TagExplanation explanation)
    {
        var isOfRepository = _tag is null && !string.IsNullOrEmpty(stream.Spec?.DockerImageRepository) && (_list?.ImportFailure is not null || IsInRepository());
        var failure = FailureOf(null);
        SayFailure(failure, TagStates.Pushed);
        SayImage(isOfRepository ? "imported" : "pushed or imported");
        _why.Add(isOfRepository ? "found in the stream's repository, and imported with it"
            : _tag is null ? "nothing imports it: it is not in the spec"
            : "nothing imports it: its spec names no source");
        return explanation with
        {
            State = failure is not null ? TagStates.Failing : isOfRepository ? TagStates.Imported : TagStates.Pushed,
            Source = isOfRepository ? $"{SourceKinds.DockerImage} {stream.Spec!.DockerImageRepository}:{name}" : explanation.Source,
            Failure = failure,
        };
    }

    /// <summary>The plan for this tag alone: what is due, and when, is only about it.</summary>
    private ImportPlan PlanFor(TagReference tag) => ImportPlan.For(
        stream with { Spec = stream.Spec! with { Tags = [tag], DockerImageRepository = null } }, now, options, ExplainedTime.Memory(now));

    private bool IsInRepository() =>
        ImageReference.TryParse(stream.Spec?.DockerImageRepository, out var repository)
        && ImageReference.TryParse(Newest?.DockerImageReference, out var image)
        && repository.DockerClientDefaults().AsRepository() == image.DockerClientDefaults().AsRepository();

    private FailureExplanation? FailureOf(DateTimeOffset? next)
    {
        if (_list?.ImportFailure is not { } condition)
        {
            return null;
        }

        var (reason, message) = (condition.Reason ?? "", FailureConditions.TextOf(condition));
        return new FailureExplanation
        {
            Reason = reason,
            Message = message,
            Since = condition.LastTransitionTime.HasValue ? condition.LastTransitionTime.Value : null,
            NextAttempt = next,
            LimitedUntil = ExplainedTime.LimitOf(reason, message) ?? (reason == ImportReasons.RateLimited ? next : null),
        };
    }

    private void SayFailure(FailureExplanation? failure, string state)
    {
        if (failure is null)
        {
            return;
        }

        _why.Add($"failing{(failure.Since is { } since ? $" since {ExplainedTime.Text(since)}" : "")}: {failure.Reason}: {failure.Message}");
        if (failure.LimitedUntil is { } until)
        {
            _why.Add($"the registry is left alone until {ExplainedTime.Text(until)}");
        }

        if (state == TagStates.Failing)
        {
            _why.Add(failure.NextAttempt is { } next ? $"next attempt at {ExplainedTime.Text(next)}" : "not tried again until the stream changes");
            if (failure.NextAttempt is not null && ImportReasons.IsOfAccess(failure.Reason))
            {
                _why.Add("tried at once when a pull secret of the namespace comes or changes");
            }
        }

        if (Newest is not null)
        {
            _why.Add("the last good image stays");
        }
    }

    private void SayImage(string how)
    {
        if (Newest is { } item)
        {
            _why.Add(string.Create(
                CultureInfo.InvariantCulture, $"{how} {ExplainedTime.Text(item.Created.Value)} (generation {item.Generation ?? 0}): {item.DockerImageReference}"));
        }
    }

    private void SaySchedule(TagReference tag, TimeSpan? interval, DateTimeOffset? next)
    {
        _why.Add((interval, next) switch
        {
            ({ } every, { } check) => $"checked every {ExplainedTime.Text(every)}; next at {ExplainedTime.Text(check)}",
            _ when tag.ImportPolicy?.Scheduled != true => "not checked again by itself: importPolicy.scheduled is not set",
            _ when !options.ScheduledImports => "not checked again by itself: scheduled imports are switched off",
            _ => "not checked again: what a digest names does not change",
        });
    }

    private void SayResolved(TagReference tag, string state, string? follows)
    {
        switch (state)
        {
            case TagStates.Reference:
                _why.Add($"reference: true: pulls go to {Newest!.DockerImageReference}, nothing is imported");
                break;
            case TagStates.Following:
                SayImage("moved");
                _why.Add($"follows the tag {follows} of this stream");
                break;
            case TagStates.Copied:
                SayImage("taken over");
                _why.Add(tag.From!.Kind == SourceKinds.ImageStreamImage
                    ? "named by an image, which does not change"
                    : "taken from a tag of another stream when it was written: what changes there does not come here");
                break;
            case TagStates.Waiting when follows is not null && stream.FindNewest(follows) is null:
                _why.Add($"follows the tag {follows} of this stream, which has no image{(stream.FindSpecTag(follows) is null ? " and is not in the spec" : " yet")}");
                break;
            case TagStates.Waiting:
                _why.Add("waiting for its source to be looked up; due now");
                break;
            case TagStates.Unresolved:
                _why.Add("its source had no image when the tag was written; write it again once there is one");
                break;
        }
    }
}
