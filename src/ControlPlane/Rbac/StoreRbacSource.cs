using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>Roles and bindings as they stand in the store. A binding counts from the moment its write is answered.</summary>
/// <remarks>Bindings are indexed when they have changed, at the next question; roles are read where they lie.</remarks>
internal sealed class StoreRbacSource(ObjectStore store) : IRbacPolicySource
{
    private static readonly string ClusterRoleResource = OwnObjects.ResourceOf<ClusterRole>();
    private static readonly string RoleResource = OwnObjects.ResourceOf<Role>();
    private volatile IndexedTable _clusterRoleBindings = new(null, BindingIndex.Empty);
    private volatile IndexedTable _roleBindings = new(null, BindingIndex.Empty);

    public BindingIndex ClusterRoleBindings =>
        (_clusterRoleBindings = Renew(_clusterRoleBindings, ClusterRoleBinding.JsonTypeInfo, OwnObjects.ResourceOf<ClusterRoleBinding>(), BoundRole.Of)).Index;

    public BindingIndex RoleBindings =>
        (_roleBindings = Renew(_roleBindings, RoleBinding.JsonTypeInfo, OwnObjects.ResourceOf<RoleBinding>(), BoundRole.Of)).Index;

    public IReadOnlyList<PolicyRule>? FindClusterRole(string name) =>
        Decode(store.Current.Find(new StoreKey(ClusterRoleResource, "", name)), ClusterRole.JsonTypeInfo) is { } role ? role.Rules ?? [] : null;

    public IReadOnlyList<PolicyRule>? FindRole(string ns, string name) =>
        Decode(store.Current.Find(new StoreKey(RoleResource, ns, name)), Role.JsonTypeInfo) is { } role ? role.Rules ?? [] : null;

    private IndexedTable Renew<T>(IndexedTable known, JsonTypeInfo<T> type, string resource, Func<T, IEnumerable<BoundRole>> read)
        where T : class
    {
        var table = store.Current.Table(resource);
        return ReferenceEquals(table, known.Table)
            ? known
            : new IndexedTable(table, new BindingIndex(table.Range().Select(o => Decode(o, type)).OfType<T>().SelectMany(read)));
    }

    // An object with a field of the wrong type gives nobody anything.
    private static T? Decode<T>(StoredObject? stored, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return stored?.Decode(type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record IndexedTable(StoreTable? Table, BindingIndex Index);
}
