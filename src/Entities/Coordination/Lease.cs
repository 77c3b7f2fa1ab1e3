using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Who holds a task, and until when.</summary>
public sealed record Lease : IResource<Lease>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("coordination.k8s.io", "v1", "Lease", "leases", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Lease> JsonTypeInfo => EntitiesJsonContext.Default.Lease;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The holder and the times.</summary>
    public LeaseSpec? Spec { get; init; }
}
