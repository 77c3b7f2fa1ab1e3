using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Every blob that an image stream makes pullable, and the images that use it.</summary>
public sealed record ImageStreamLayers : IResource<ImageStreamLayers>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageStreamLayers", "imagestreams", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageStreamLayers> JsonTypeInfo => EntitiesJsonContext.Default.ImageStreamLayers;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The blobs: layers, configurations and manifests, by digest.</summary>
    [Required]
    public IReadOnlyDictionary<string, ImageLayerData>? Blobs { get; init; }

    /// <summary>The images of the stream and their blobs, by name.</summary>
    [Required]
    public IReadOnlyDictionary<string, ImageBlobReferences>? Images { get; init; }
}
