using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Rights on everything, or in the namespaces where it is bound.</summary>
public sealed record ClusterRole : IResource<ClusterRole>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ClusterRole> JsonTypeInfo => EntitiesJsonContext.Default.ClusterRole;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What the role allows.</summary>
    public IReadOnlyList<PolicyRule>? Rules { get; init; }

    /// <summary>Other roles whose rules make up this one.</summary>
    public AggregationRule? AggregationRule { get; init; }
}
