namespace ImageStreams.Entities;

/// <summary>Mirrors for references by digest.</summary>
public sealed record ImageContentSourcePolicySpec
{
    /// <summary>Sources and their mirrors.</summary>
    public IReadOnlyList<ImageMirrors>? RepositoryDigestMirrors { get; init; }
}
