using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The roles and bindings that decisions rest on, as they are now.</summary>
internal interface IRbacPolicySource
{
    BindingIndex ClusterRoleBindings { get; }

    BindingIndex RoleBindings { get; }

    /// <summary>The rules of a cluster role; null when there is no such role.</summary>
    IReadOnlyList<PolicyRule>? FindClusterRole(string name);

    /// <summary>The rules of a role; null when there is no such role.</summary>
    IReadOnlyList<PolicyRule>? FindRole(string ns, string name);
}
