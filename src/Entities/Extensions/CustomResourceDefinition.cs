using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>A kind that the control plane learns.</summary>
public sealed record CustomResourceDefinition : IResource<CustomResourceDefinition>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<CustomResourceDefinition> JsonTypeInfo => EntitiesJsonContext.Default.CustomResourceDefinition;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The kind.</summary>
    [Required]
    public CustomResourceDefinitionSpec? Spec { get; init; }

    /// <summary>Whether it is served.</summary>
    public CustomResourceDefinitionStatus? Status { get; init; }
}
