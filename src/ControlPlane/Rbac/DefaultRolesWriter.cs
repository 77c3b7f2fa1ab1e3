using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>Brings the default roles and bindings into the store at start (docs/spec/access.md#default-roles).</summary>
internal static class DefaultRolesWriter
{
    public static async Task RunAsync(OwnObjects objects)
    {
        foreach (var role in DefaultRoles.ClusterRoles)
        {
            await objects.EnsureAsync<ClusterRole>("", role.Metadata!.Name!, stored => stored is null ? role : RoleReconciliation.Next(stored, role));
        }

        foreach (var role in DefaultRoles.Roles)
        {
            await objects.EnsureAsync<Role>(
                role.Metadata!.Namespace!, role.Metadata.Name!, stored => stored is null ? role : RoleReconciliation.Next(stored, role));
        }

        foreach (var binding in DefaultRoles.ClusterRoleBindings)
        {
            var key = OwnObjects.KeyOf<ClusterRoleBinding>("", binding.Metadata!.Name!);
            await objects.DeleteAsync(key, stored => RoleReconciliation.MustReplace(stored.Decode(ClusterRoleBinding.JsonTypeInfo), binding));
            await objects.EnsureAsync<ClusterRoleBinding>(
                "", key.Name, stored => stored is null ? binding : RoleReconciliation.Next(stored, binding));
        }

        await RoleAggregationController.SettleAsync(objects);
    }
}
