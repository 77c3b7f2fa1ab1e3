using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Gives the rights of a role to users, everywhere.</summary>
public sealed record ClusterRoleBinding : IResource<ClusterRoleBinding>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ClusterRoleBinding> JsonTypeInfo => EntitiesJsonContext.Default.ClusterRoleBinding;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>Who gets the rights.</summary>
    public IReadOnlyList<Subject>? Subjects { get; init; }

    /// <summary>The role. Cannot be changed.</summary>
    [Required]
    public RoleRef? RoleRef { get; init; }
}
