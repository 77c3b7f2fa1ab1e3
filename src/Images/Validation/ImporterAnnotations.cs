using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What a writer of a stream should know of its annotations below the importer's prefix (docs/spec/imagestream.md#annotations).</summary>
public static class ImporterAnnotations
{
    private static readonly HashSet<string> OfTags = new(StringComparer.Ordinal)
    {
        ImageAnnotations.Interval, ImageAnnotations.PreferOs, ImageAnnotations.PreferArch,
    };

    private static readonly HashSet<string> OfStreams = new(OfTags, StringComparer.Ordinal)
    {
        ImageAnnotations.TagRegex, ImageAnnotations.TagSemver, ImageAnnotations.TagNewest, ImageAnnotations.RepositoryError,
    };

    /// <summary>Keys that mean nothing and values that are not followed, in the order of the document.</summary>
    public static IReadOnlyList<string> FindWarnings(ImageStream stream) =>
    [
        .. Unknown(stream.Metadata?.Annotations, "metadata.annotations", OfStreams),
        .. TagFilter.Of(stream).Problem is { } problem ? [$"{problem}; nothing is imported from the repository"] : Array.Empty<string>(),
        .. WrongInterval(stream.FindAnnotation(ImageAnnotations.Interval)),
        .. stream.SpecTags.SelectMany(OfTag),
    ];

    private static IEnumerable<string> OfTag(TagReference tag) =>
        Unknown(tag.Annotations.Value, $"spec.tags[{tag.Name}].annotations", OfTags).Concat(WrongInterval(tag.FindAnnotation(ImageAnnotations.Interval)));

    private static IEnumerable<string> Unknown(IReadOnlyDictionary<string, string>? annotations, string path, HashSet<string> known) =>
        (annotations?.Keys ?? [])
            .Where(key => key.StartsWith(ImageAnnotations.ImporterPrefix, StringComparison.Ordinal) && !known.Contains(key))
            .Order(StringComparer.Ordinal)
            .Select(key => OfStreams.Contains(key)
                ? $"{path}[{key}]: has a meaning on a stream, none on a tag"
                : $"{path}[{key}]: unknown annotation of the importer");

    private static IEnumerable<string> WrongInterval(string? interval) => interval is null || ScheduleIntervals.TryParse(interval, out _)
        ? []
        : [$"annotation {ImageAnnotations.Interval}: {GoText.Quote(interval)} is no duration of at least 1m, such as 15m; the default holds"];
}
