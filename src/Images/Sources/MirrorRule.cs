namespace ImageStreams.Images;

/// <summary>Mirrors of a source, in the order in which they are asked.</summary>
public sealed record MirrorRule
{
    public required MirrorSource Source { get; init; }

    public required IReadOnlyList<RegistryLocation> Mirrors { get; init; }

    /// <summary>One of <see cref="PullFromMirror"/>.</summary>
    public string Use { get; init; } = PullFromMirror.All;

    /// <summary>Whether the source itself is never asked.</summary>
    public bool NeverContactSource { get; init; }

    internal bool IsFor(bool byDigest) => Use == PullFromMirror.All || Use == (byDigest ? PullFromMirror.DigestOnly : PullFromMirror.TagOnly);
}
