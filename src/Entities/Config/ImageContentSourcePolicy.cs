using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Mirrors for references by digest, in the form of old.</summary>
public sealed record ImageContentSourcePolicy : IResource<ImageContentSourcePolicy>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("operator.openshift.io", "v1alpha1", "ImageContentSourcePolicy", "imagecontentsourcepolicies", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageContentSourcePolicy> JsonTypeInfo => EntitiesJsonContext.Default.ImageContentSourcePolicy;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The mirrors.</summary>
    public ImageContentSourcePolicySpec? Spec { get; init; }
}
