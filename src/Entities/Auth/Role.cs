using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Rights within a namespace.</summary>
public sealed record Role : IResource<Role>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("rbac.authorization.k8s.io", "v1", "Role", "roles", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<Role> JsonTypeInfo => EntitiesJsonContext.Default.Role;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What the role allows.</summary>
    public IReadOnlyList<PolicyRule>? Rules { get; init; }
}
