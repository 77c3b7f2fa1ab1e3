using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>How much of something a namespace may have.</summary>
public sealed record ResourceQuota : IResource<ResourceQuota>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("", "v1", "ResourceQuota", "resourcequotas", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<ResourceQuota> JsonTypeInfo => EntitiesJsonContext.Default.ResourceQuota;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What is wanted.</summary>
    public ResourceQuotaSpec? Spec { get; init; }

    /// <summary>What is in force, and how much of it is used.</summary>
    public ResourceQuotaStatus? Status { get; init; }
}
