using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What a look at a tag has shown.</summary>
/// <param name="Digest">What the tag stands for.</param>
internal sealed record SeenTag(Digest Digest)
{
    /// <summary>Whether the registry shows it to everybody, without a login.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether the registry answers a HEAD with nothing of use, so that the next look may do without.</summary>
    public bool NeedsGet { get; init; }
}
