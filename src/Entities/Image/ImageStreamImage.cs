using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>An image as an image stream shows it: named <c>STREAM@DIGEST</c>.</summary>
public sealed record ImageStreamImage : IResource<ImageStreamImage>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageStreamImage", "imagestreamimages", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageStreamImage> JsonTypeInfo => EntitiesJsonContext.Default.ImageStreamImage;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The image.</summary>
    [Required]
    public Image? Image { get; init; }
}
