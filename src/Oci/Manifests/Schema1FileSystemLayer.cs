namespace ImageStreams.Oci;

/// <summary>A layer of a schema 1 manifest, which tells its digest only.</summary>
public sealed record Schema1FileSystemLayer
{
    public required Digest BlobSum { get; init; }
}
