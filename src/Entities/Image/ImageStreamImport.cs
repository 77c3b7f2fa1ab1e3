using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Asks for images to be imported, and tells what came of it. Nothing of it is stored but what the import writes to the stream.</summary>
public sealed record ImageStreamImport : IResource<ImageStreamImport>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageStreamImport", "imagestreamimports", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageStreamImport> JsonTypeInfo => EntitiesJsonContext.Default.ImageStreamImport;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What to import.</summary>
    [Required]
    public ImageStreamImportSpec? Spec { get; init; }

    /// <summary>What came of it.</summary>
    [Required]
    public ImageStreamImportStatus? Status { get; init; }
}
