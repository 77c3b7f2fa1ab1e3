namespace ImageStreams.Entities;

/// <summary>Mirrors for references by digest.</summary>
public sealed record ImageDigestMirrorSetSpec
{
    /// <summary>Sources and their mirrors.</summary>
    public IReadOnlyList<ImageMirrors>? ImageDigestMirrors { get; init; }
}
