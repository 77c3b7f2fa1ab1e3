using ImageStreams.Entities;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Roles and bindings of a test.</summary>
internal sealed class StaticPolicy : IRbacPolicySource
{
    private readonly List<BoundRole> _cluster = [];
    private readonly List<BoundRole> _local = [];

    public Dictionary<string, PolicyRule[]> ClusterRoles { get; } = [];

    public Dictionary<(string Namespace, string Name), PolicyRule[]> Roles { get; } = [];

    public IReadOnlyList<BoundRole> AllBound => [.. _cluster, .. _local];

    public BindingIndex ClusterRoleBindings => new(_cluster);

    public BindingIndex RoleBindings => new(_local);

    public IReadOnlyList<PolicyRule>? FindClusterRole(string name) => ClusterRoles.GetValueOrDefault(name);

    public IReadOnlyList<PolicyRule>? FindRole(string ns, string name) => Roles.GetValueOrDefault((ns, name));

    public StaticPolicy BindEverywhere(string binding, string role, params Subject[] subjects)
    {
        _cluster.AddRange(subjects.Select(s => new BoundRole(binding, "", Ref("ClusterRole", role), s)));
        return this;
    }

    public StaticPolicy Bind(string ns, string binding, string roleKind, string role, params Subject[] subjects)
    {
        _local.AddRange(subjects.Select(s => new BoundRole(binding, ns, Ref(roleKind, role), s)));
        return this;
    }

    public static Subject User(string name) => new() { Kind = "User", ApiGroup = DefaultRoles.RbacGroup, Name = name };

    public static Subject Group(string name) => new() { Kind = "Group", ApiGroup = DefaultRoles.RbacGroup, Name = name };

    public static PolicyRule Rule(string verbs, string groups, string resources, params string[] names) => new()
    {
        Verbs = verbs.Split(' '),
        ApiGroups = groups.Split(' '),
        Resources = resources.Split(' '),
        ResourceNames = names.Length == 0 ? null : names,
    };

    private static RoleRef Ref(string kind, string name) => new() { ApiGroup = DefaultRoles.RbacGroup, Kind = kind, Name = name };
}
