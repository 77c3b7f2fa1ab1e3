using System.Globalization;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Explains the import of a stream's repository.</summary>
internal sealed class RepositoryExplainer(ImageStream stream, DateTimeOffset now, ImportPlanOptions options)
{
    private readonly List<string> _why = [];

    public RepositoryExplanation Explain()
    {
        // The plan for the repository alone: with no tags beside it, what is due next is the repository.
        var alone = stream with { Spec = stream.Spec! with { Tags = null } };
        var plan = ImportPlan.For(alone, now, options, ExplainedTime.Memory(now));
        var error = RepositoryError.TryParse(stream.FindAnnotation(ImageAnnotations.RepositoryError), out var found) ? found : null;
        var state = error is not null && !plan.Repository ? TagStates.Failing : plan.Repository ? TagStates.Waiting : TagStates.Imported;
        var imported = DateTimeOffset.TryParse(
            stream.FindAnnotation(ImageAnnotations.RepositoryCheck), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : (DateTimeOffset?)null;
        Say(state, error, imported, plan.NextDue);
        _why.AddRange(plan.Problems.Select(p => p.Message));
        return new RepositoryExplanation
        {
            Name = stream.Spec!.DockerImageRepository!,
            State = state,
            Imported = imported,
            NextCheck = state == TagStates.Imported ? plan.NextDue : null,
            Failure = error is null ? null : new FailureExplanation
            {
                Reason = error.Reason,
                Message = error.Message,
                Since = error.Since,
                NextAttempt = state == TagStates.Waiting ? now : plan.NextDue,
                LimitedUntil = ExplainedTime.LimitOf(error.Reason, error.Message),
            },
            Why = _why,
        };
    }

    private void Say(string state, RepositoryError? error, DateTimeOffset? imported, DateTimeOffset? next)
    {
        if (error is not null)
        {
            _why.Add($"failing since {ExplainedTime.Text(error.Since)}: {error.Reason}: {error.Message}");
        }

        switch (state)
        {
            case TagStates.Waiting:
                _why.Add(error is null ? "not read yet; due now" : "due now: what was wrong has changed");
                break;
            case TagStates.Failing:
                _why.Add(next is { } attempt ? $"next attempt at {ExplainedTime.Text(attempt)}" : "not tried again by itself");
                break;
            default:
                _why.Add($"the last import that wrote to the stream was at {(imported is { } time ? ExplainedTime.Text(time) : "an unknown time")}");
                _why.Add(next is { } check
                    ? $"new tags are looked for next at {ExplainedTime.Text(check)}"
                    : $"new tags are not looked for: oc import-image --all does, and so does the annotation {ImageAnnotations.Interval}");
                break;
        }

        var filters = new[] { ImageAnnotations.TagRegex, ImageAnnotations.TagSemver, ImageAnnotations.TagNewest }
            .Where(key => !string.IsNullOrWhiteSpace(stream.FindAnnotation(key)))
            .Select(key => $"{key[ImageAnnotations.ImporterPrefix.Length..]} {stream.FindAnnotation(key)}")
            .ToList();
        if (filters.Count > 0)
        {
            _why.Add($"only tags that are wanted: {string.Join(", ", filters)}");
        }
    }
}
