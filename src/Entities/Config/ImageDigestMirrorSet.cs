using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Mirrors for references by digest.</summary>
public sealed record ImageDigestMirrorSet : IResource<ImageDigestMirrorSet>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("config.openshift.io", "v1", "ImageDigestMirrorSet", "imagedigestmirrorsets", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageDigestMirrorSet> JsonTypeInfo => EntitiesJsonContext.Default.ImageDigestMirrorSet;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The mirrors.</summary>
    public ImageDigestMirrorSetSpec? Spec { get; init; }
}
