using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Mirrors for references by tag.</summary>
public sealed record ImageTagMirrorSet : IResource<ImageTagMirrorSet>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("config.openshift.io", "v1", "ImageTagMirrorSet", "imagetagmirrorsets", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageTagMirrorSet> JsonTypeInfo => EntitiesJsonContext.Default.ImageTagMirrorSet;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The mirrors.</summary>
    public ImageTagMirrorSetSpec? Spec { get; init; }
}
