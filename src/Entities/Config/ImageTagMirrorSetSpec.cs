namespace ImageStreams.Entities;

/// <summary>Mirrors for references by tag.</summary>
public sealed record ImageTagMirrorSetSpec
{
    /// <summary>Sources and their mirrors.</summary>
    public IReadOnlyList<ImageMirrors>? ImageTagMirrors { get; init; }
}
