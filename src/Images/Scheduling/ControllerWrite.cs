using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Makes one write of <see cref="ControllerDoor"/>.</summary>
internal sealed class ControllerWrite(ImageStream stream, DateTimeOffset now, ImportPlanOptions options)
{
    private readonly StatusDraft _draft = new(stream.Status, options.HistoryLimit);
    private readonly Dictionary<string, TagReference> _tags =
        stream.SpecTags.GroupBy(t => t.Name ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    public ImageStream Apply(IEnumerable<TagResult> results)
    {
        var meant = results.Where(IsStillMeant).ToList();
        var moved = meant.Where(r => SourceOf(r) is null && Apply(r)).Select(NameOf).ToList();

        // Followers come last: what they follow may have been imported just now.
        var followers = meant.Where(r => SourceOf(r) is not null).ToList();
        TagTracking.Follow(stream, _draft, moved, followers.Select(NameOf).ToHashSet(StringComparer.Ordinal), options.StrategyRuns);
        foreach (var follower in followers)
        {
            Settle(follower);
        }

        IntervalConditions.Settle(stream, _draft, now, options);
        return _draft.ApplyTo(stream);
    }

    private static string NameOf(TagResult result) => result.Source.Name ?? "";

    private string? SourceOf(TagResult result) => TagTracking.SourceOf(result.Source, stream);

    private long WantedBy(TagResult result) => TagGenerations.Wanted(stream, _tags[NameOf(result)], options.StrategyRuns);

    private bool IsStillMeant(TagResult result)
    {
        var source = result.Source;
        return _tags.GetValueOrDefault(NameOf(result)) is { } tag
            && source.From?.Kind == tag.From?.Kind
            && !TagReferenceChange.IsChanged(source, tag, stream.Namespace)
            && TagGenerations.Wanted(stream, source, options.StrategyRuns) == TagGenerations.Wanted(stream, tag, options.StrategyRuns);
    }

    /// <summary>Returns whether the tag moved.</summary>
    private bool Apply(TagResult result)
    {
        if (result.Failure is { } failure)
        {
            Fail(result, failure);
            return false;
        }

        var name = NameOf(result);
        var wanted = WantedBy(result);
        var newest = _draft.Find(name)?.Newest;
        _draft.ClearConditions(name);
        return IsNews(newest, result.Event!, wanted) && _draft.Push(name, result.Event! with { Generation = wanted });
    }

    private void Settle(TagResult follower)
    {
        if (_draft.Find(SourceOf(follower)!)?.Newest is not null)
        {
            _draft.ClearConditions(NameOf(follower));
        }
        else if (follower.Failure is { } failure)
        {
            Fail(follower, failure);
        }
    }

    private void Fail(TagResult result, ImportFailure failure)
    {
        var (name, tag) = (NameOf(result), _tags[NameOf(result)]);
        var isRetried = TagGenerations.IsImportable(tag) || LocalReferences.IsRetried(failure.Reason);
        var backoff = isRetried ? ScheduleIntervals.BackoffFor(failure.Reason, stream, tag, options) : null;
        _draft.SetCondition(name, FailureConditions.Of(failure, WantedBy(result), now, _draft.Find(name)?.ImportFailure, backoff));
    }

    // A push may have put a later generation on top; the same image found again must not take that back.
    private static bool IsNews(TagEvent? newest, TagEvent item, long wanted) =>
        newest is null
        || newest.DockerImageReference != item.DockerImageReference
        || (newest.Image ?? "") != (item.Image ?? "")
        || (newest.Generation ?? 0) < wanted;
}
