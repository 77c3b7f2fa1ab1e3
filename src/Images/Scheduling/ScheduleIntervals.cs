using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>How often a tag is looked at: by schedule, and when it fails (docs/spec/imports.md#schedule).</summary>
internal static class ScheduleIntervals
{
    /// <summary>The interval of a scheduled tag; null when the tag is not scheduled.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="tag">The spec tag.</param>
    /// <param name="options">The options of the plan.</param>
    /// <param name="invalid">An interval that was asked for and is not followed.</param>
    public static TimeSpan? Find(ImageStream stream, TagReference tag, ImportPlanOptions options, out string? invalid)
    {
        invalid = null;
        if (!options.ScheduledImports || tag.ImportPolicy?.Scheduled != true || IsPinnedAndImported(stream, tag, options))
        {
            return null;
        }

        var asked = tag.FindAnnotation(ImageAnnotations.Interval) ?? stream.FindAnnotation(ImageAnnotations.Interval);
        if (asked is null)
        {
            return options.Interval;
        }

        if (TryParse(asked, out var interval))
        {
            return interval;
        }

        invalid = asked;
        return options.Interval;
    }

    /// <summary>Reads an interval that somebody asks for.</summary>
    public static bool TryParse(string text, out TimeSpan interval) =>
        GoDuration.TryParse(text, out interval) && interval >= ImportPlanOptions.ShortestInterval;

    /// <summary>What is wrong with an interval that is not followed, and what holds instead.</summary>
    public static string ProblemOf(string asked) => $"the interval {GoText.Quote(asked)} is no duration of at least 1m, such as 15m; the default holds";

    /// <summary>When the tag is tried again after a failure of this kind.</summary>
    public static RetryBackoff BackoffFor(string? reason, ImageStream stream, TagReference tag, ImportPlanOptions options)
    {
        var backoff = Find(stream, tag, options, out _) is { } interval ? options.Backoff.NoLongerThan(interval) : options.Backoff;
        return Jittered(backoff.For(reason), stream, tag.Name ?? "", options);
    }

    /// <summary>When the whole repository is tried again after a failure of this kind.</summary>
    public static RetryBackoff BackoffFor(string reason, ImageStream stream, ImportPlanOptions options) =>
        Jittered(options.Backoff.For(reason), stream, "", options);

    private static RetryBackoff Jittered(RetryBackoff backoff, ImageStream stream, string tag, ImportPlanOptions options) =>
        backoff.ShorterBy(options.RetryJitter * ScheduleSlots.Spread(stream.Metadata?.Uid ?? "", tag));

    // What a digest names cannot change; once it is here there is nothing to look for.
    private static bool IsPinnedAndImported(ImageStream stream, TagReference tag, ImportPlanOptions options) =>
        ImageReference.TryParse(tag.From?.Name, out var reference)
        && reference.Id.Length > 0
        && stream.StatusTags.LastOrDefault(t => t.Tag == tag.Name)?.Newest is { } newest
        && (newest.Generation ?? 0) >= TagGenerations.Wanted(stream, tag, options.StrategyRuns);
}
