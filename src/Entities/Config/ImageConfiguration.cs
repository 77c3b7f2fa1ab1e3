using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>What holds for images in the whole cluster; there is one, of the name cluster. Its kind is Image, as that of others.</summary>
public sealed record ImageConfiguration : IResource<ImageConfiguration>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("config.openshift.io", "v1", "Image", "images", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageConfiguration> JsonTypeInfo => EntitiesJsonContext.Default.ImageConfiguration;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The settings.</summary>
    public ImageConfigurationSpec? Spec { get; init; }
}
