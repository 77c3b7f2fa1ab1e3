using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>An immutable container image, named by the digest of its manifest: where it was found, its layers and its configuration.</summary>
[StoredAsCustomResource]
[PrinterColumn("Image Reference", "string", ".dockerImageReference")]
public sealed record Image : IResource<Image>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "Image", "images", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<Image> JsonTypeInfo => EntitiesJsonContext.Default.Image;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>Pull spec under which the image was first seen, normally a repository and a digest.</summary>
    public string? DockerImageReference { get; init; }

    /// <summary>Configuration of the image: command, environment, labels, size and so on.</summary>
    [PreserveUnknownFields]
    [PatchReplaces]
    public DockerImage? DockerImageMetadata { get; init; }

    /// <summary>Version of the form of <c>dockerImageMetadata</c>; only <c>1.0</c> is known.</summary>
    public string? DockerImageMetadataVersion { get; init; }

    /// <summary>The manifest as its registry sent it; empty where the registry keeps it.</summary>
    public string? DockerImageManifest { get; init; }

    /// <summary>Layers from the base to the top, repeated ones included; empty for a list of manifests.</summary>
    public IReadOnlyList<ImageLayer>? DockerImageLayers { get; init; }

    /// <summary>Signatures of the image.</summary>
    public IReadOnlyList<ImageSignature>? Signatures { get; init; }

    /// <summary>Signatures inside a schema 1 manifest, as old registries handed them over.</summary>
    public IReadOnlyList<byte[]>? DockerImageSignatures { get; init; }

    /// <summary>Media type of the manifest.</summary>
    public string? DockerImageManifestMediaType { get; init; }

    /// <summary>The configuration blob as its registry sent it; empty where the registry keeps it.</summary>
    public string? DockerImageConfig { get; init; }

    /// <summary>Images of the single platforms, when this image is a list of manifests.</summary>
    public IReadOnlyList<ImageManifest>? DockerImageManifests { get; init; }
}
