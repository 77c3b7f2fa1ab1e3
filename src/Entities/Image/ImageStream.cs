using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Names images by tags: where each tag comes from, and which images it meant over time.</summary>
[StoredAsCustomResource(ShortName = "is", Category = "all", HasStatus = true)]
[PrinterColumn("Repository", "string", ".status.dockerImageRepository")]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
public sealed record ImageStream : IResource<ImageStream>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageStream", "imagestreams", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageStream> JsonTypeInfo => EntitiesJsonContext.Default.ImageStream;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What the stream should follow.</summary>
    public ImageStreamSpec? Spec { get; init; }

    /// <summary>What the stream holds.</summary>
    public ImageStreamStatus? Status { get; init; }
}
