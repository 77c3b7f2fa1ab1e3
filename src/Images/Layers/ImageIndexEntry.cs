using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>
/// What the layers of a stream need to know of an image: a small part of it, so that every image of a cluster fits into memory.
/// </summary>
public sealed class ImageIndexEntry
{
    public required BlobName Name { get; init; }

    /// <summary>Media type of the manifest as it is stored; may be empty.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Digest of the configuration blob; empty where there is none of its own, or it is not known.</summary>
    public BlobName Config { get; init; }

    /// <summary>The layers, base first, repeated ones included; their sizes are known.</summary>
    public LayerBlob[] Layers { get; init; } = [];

    /// <summary>Names of the images of the single platforms.</summary>
    public BlobName[] Manifests { get; init; } = [];

    /// <summary>What a list would tell of the manifest of the image.</summary>
    public LayerBlob Manifest => new(Name, null, MediaType.Length == 0 ? MediaTypes.DockerManifest : MediaType);

    /// <summary>What it would tell of the configuration; null when none is known.</summary>
    public LayerBlob? Configuration => Config.IsEmpty ? null : new(Config, null, MediaType == MediaTypes.OciManifest ? MediaTypes.OciConfig : MediaTypes.DockerConfig);

    /// <summary>Whether both say the same of the image.</summary>
    public bool Matches(ImageIndexEntry other) => Name == other.Name && Config == other.Config && MediaType == other.MediaType
        && Layers.AsSpan().SequenceEqual(other.Layers) && Manifests.AsSpan().SequenceEqual(other.Manifests);

    /// <summary>The same, made of shared layers.</summary>
    public ImageIndexEntry With(Func<LayerBlob, LayerBlob> shared) => new()
    {
        Name = Name,
        MediaType = MediaType,
        Config = Config,
        Layers = Array.ConvertAll(Layers, layer => shared(layer)),
        Manifests = Manifests,
    };
}
