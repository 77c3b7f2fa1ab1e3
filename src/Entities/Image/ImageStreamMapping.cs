using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Makes an image the newest one of a tag: what a registry sends after a push.</summary>
public sealed record ImageStreamMapping : IResource<ImageStreamMapping>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageStreamMapping", "imagestreammappings", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageStreamMapping> JsonTypeInfo => EntitiesJsonContext.Default.ImageStreamMapping;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The image.</summary>
    [Required]
    public Image? Image { get; init; }

    /// <summary>The tag.</summary>
    [Required]
    public string? Tag { get; init; }
}
