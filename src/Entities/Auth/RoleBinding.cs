using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Gives the rights of a role to users, in one namespace.</summary>
public sealed record RoleBinding : IResource<RoleBinding>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<RoleBinding> JsonTypeInfo => EntitiesJsonContext.Default.RoleBinding;

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
