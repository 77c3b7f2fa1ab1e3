using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>
/// Writes the results of the import controller into a stream: status only, so that neither the spec nor its generation drifts
/// (docs/spec/imports.md#controller).
/// </summary>
public static class ControllerDoor
{
    /// <summary>The stream after <paramref name="results"/>; nothing changed, nothing to write.</summary>
    /// <remarks>
    /// Results of tags that are gone or changed since are ignored, so that results may be applied to a newer copy of the stream
    /// than the one they were made for. Whatever fails keeps its last good image.
    /// </remarks>
    public static StreamChange Apply(ImageStream stream, IEnumerable<TagResult> results, DateTimeOffset now, ImportPlanOptions options)
    {
        var draft = new StatusDraft(stream.Status, options.HistoryLimit);
        var moved = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in results)
        {
            var tag = stream.SpecTags.LastOrDefault(t => t.Name == result.Source.Name);
            if (tag is null || !IsStillMeant(stream, result.Source, tag, options))
            {
                continue;
            }

            if (Apply(draft, stream, tag, result, now, options))
            {
                moved.Add(tag.Name ?? "");
            }
        }

        TagTracking.Follow(stream, draft, moved);
        var after = draft.ApplyTo(stream);
        return StreamChange.Between(
            stream, options.StrategyRuns ? after : after with { Status = StreamRepositories.Decorate(after, options.Hosts) });
    }

    /// <summary>
    /// The annotations after an attempt to import the whole repository; they are metadata, so they are not part of the status write.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="failure">Why the tags of the repository could not be listed; null when they could.</param>
    /// <param name="now">The time.</param>
    public static StreamChange ApplyRepository(ImageStream stream, ImportFailure? failure, DateTimeOffset now)
    {
        var annotations = stream.Metadata.CopyAnnotations();
        if (failure is null)
        {
            annotations[ImageAnnotations.RepositoryCheck] = KubeTimeConverter.ToText(now);
            annotations.Remove(ImageAnnotations.RepositoryError);
        }
        else
        {
            var current = RepositoryError.TryParse(stream.FindAnnotation(ImageAnnotations.RepositoryError), out var error) ? error : null;
            annotations.TryAdd(ImageAnnotations.RepositoryCheck, KubeTimeConverter.ToText(now));
            annotations[ImageAnnotations.RepositoryError] = RepositoryError.Next(current, failure, now).ToString();
        }

        return StreamChange.Between(stream, stream with { Metadata = stream.Metadata.With(annotations) });
    }

    private static bool IsStillMeant(ImageStream stream, TagReference source, TagReference tag, ImportPlanOptions options) =>
        source.From?.Kind == tag.From?.Kind
        && !TagReferenceChange.IsChanged(source, tag, stream.Namespace)
        && TagGenerations.Wanted(stream, source, options.StrategyRuns) == TagGenerations.Wanted(stream, tag, options.StrategyRuns);

    private static bool Apply(
        StatusDraft draft, ImageStream stream, TagReference tag, TagResult result, DateTimeOffset now, ImportPlanOptions options)
    {
        var name = tag.Name ?? "";
        var wanted = TagGenerations.Wanted(stream, tag, options.StrategyRuns);
        var list = draft.Find(name);
        if (result.Failure is { } failure)
        {
            var isRetried = TagGenerations.IsImportable(tag) || LocalReferences.IsRetried(failure.Reason);
            var backoff = isRetried ? ScheduleIntervals.BackoffFor(failure.Reason, stream, tag, options) : null;
            draft.SetCondition(name, FailureConditions.Of(failure, wanted, now, list?.ImportFailure, backoff));
            return false;
        }

        draft.ClearConditions(name);
        return IsNews(list?.Newest, result.Event!, wanted) && draft.Push(name, result.Event! with { Generation = wanted });
    }

    // A push may have put a later generation on top; the same image found again must not take that back.
    private static bool IsNews(TagEvent? newest, TagEvent item, long wanted) =>
        newest is null
        || newest.DockerImageReference != item.DockerImageReference
        || (newest.Image ?? "") != (item.Image ?? "")
        || (newest.Generation ?? 0) < wanted;
}
