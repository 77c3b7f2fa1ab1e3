using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Which generation of a tag is wanted, and which was last dealt with (docs/spec/imports.md#due).</summary>
public static class TagGenerations
{
    /// <summary>Whether the tag is imported from a registry.</summary>
    public static bool IsImportable(TagReference tag) => tag is { From.Kind: SourceKinds.DockerImage } and not { Reference: true };

    /// <summary>The latest generation whose import succeeded or failed; 0 when none did.</summary>
    public static long Observed(NamedTagEventList? list)
    {
        var condition = list?.Conditions?.FirstOrDefault(c => c.Type == FailureConditions.ImportSuccess);
        return Math.Max(list?.Newest?.Generation ?? 0, condition?.Generation ?? 0);
    }

    /// <summary>
    /// The generation that the tag's next event carries. Where nobody keeps the tags' own numbers, or this tag has none, any change
    /// of the stream may be one of the tag.
    /// </summary>
    public static long Wanted(ImageStream stream, TagReference tag, bool strategyRuns) =>
        strategyRuns && tag.Generation is { HasValue: true, Value: > 0 } generation ? generation.Value : stream.Generation;
}
