using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>
/// What the layers of a stream need to know of an image: a small part of it, so that every image of a cluster fits into memory.
/// </summary>
public sealed record ImageIndexEntry
{
    public required string Name { get; init; }

    public string ResourceVersion { get; init; } = "";

    /// <summary>Media type of the manifest as it is stored; may be empty.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Digest of the configuration blob; null where there is none of its own, or it is not known.</summary>
    public string? Config { get; init; }

    /// <summary>The layers, base first, repeated ones included.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; init; } = [];

    /// <summary>Names of the images of the single platforms.</summary>
    public IReadOnlyList<string> Manifests { get; init; } = [];

    public static ImageIndexEntry From(Image image) => new()
    {
        Name = image.Metadata?.Name ?? "",
        ResourceVersion = image.Metadata?.ResourceVersion ?? "",
        MediaType = image.DockerImageManifestMediaType ?? "",
        Config = ConfigOf(image),
        Layers = image.DockerImageLayers ?? [],
        Manifests = [.. (image.DockerImageManifests ?? []).Select(m => m.Digest).OfType<string>()],
    };

    // Only these manifests name a configuration blob; an id that was never filled in names nothing.
    private static string? ConfigOf(Image image) =>
        MediaTypes.IsImageManifest(image.DockerImageManifestMediaType ?? "") && image.DockerImageMetadata?.Id is { Length: > 0 } id
            ? id
            : null;
}
