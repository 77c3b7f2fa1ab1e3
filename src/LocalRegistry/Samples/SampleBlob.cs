using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>A blob and its name.</summary>
public sealed record SampleBlob(Digest Digest, ReadOnlyMemory<byte> Content)
{
    public long Size => Content.Length;

    public static SampleBlob Of(byte[] content) => new(Digest.Compute(content), content);
}
