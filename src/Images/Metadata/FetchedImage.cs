using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What an import has fetched of one image.</summary>
public sealed record FetchedImage
{
    public required Manifest Manifest { get; init; }

    /// <summary>The repository that the image is imported from, as the user wrote it; tag and id do not matter.</summary>
    public required ImageReference Repository { get; init; }

    /// <summary>When; an image of several platforms has no other time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The configuration blob; empty for schema 1 and for lists of manifests.</summary>
    public ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>The sizes of <see cref="ImageSizes.LayersToMeasure"/>.</summary>
    public IReadOnlyDictionary<Digest, long> LayerSizes { get; init; } = new Dictionary<Digest, long>();
}
