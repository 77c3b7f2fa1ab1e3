using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Removes what an applier applied the last time and does not apply any more, unless someone else owns it.</summary>
internal static class AppliedPruning
{
    /// <param name="management">Types of the versions.</param>
    /// <param name="merged">The live object with the applied one laid over it.</param>
    /// <param name="managers">All managers, the applier with its new fields.</param>
    /// <param name="last">What the applier owned before; <c>null</c> when it is new.</param>
    internal static JsonObject Prune(FieldManagement management, JsonObject merged, ManagerList managers, OwnedFields? last)
    {
        if (last is null || last.Fields.IsEmpty || management.TypeOf(last.ApiVersion) is not { } type)
        {
            return merged;
        }

        var lastFields = last.Fields.WithNamedParents(type);
        var pruned = TypedRemoval.Remove(type, merged, lastFields);
        pruned = AddBackOwned(management, merged, pruned, managers);
        return AddBackDangling(type, merged, pruned, lastFields);
    }

    private static JsonObject AddBackOwned(FieldManagement management, JsonObject merged, JsonObject pruned, ManagerList managers)
    {
        foreach (var version in managers.Values.GroupBy(owned => owned.ApiVersion))
        {
            if (management.TypeOf(version.Key) is { } type)
            {
                var owned = version.Aggregate(FieldSet.Empty, (all, one) => all.Union(one.Fields)).WithNamedParents(type);
                var gone = FieldsOf(type, merged).Difference(FieldsOf(type, pruned).Union(owned));
                pruned = TypedRemoval.Remove(type, merged, gone);
            }
        }

        return pruned;
    }

    /// <summary>Removes only what the applier owned: items below it that nobody owns stay.</summary>
    private static JsonObject AddBackDangling(TypeSchema type, JsonObject merged, JsonObject pruned, FieldSet last) =>
        TypedRemoval.Remove(type, merged, FieldsOf(type, merged).Difference(FieldsOf(type, pruned)).Intersection(last));

    private static FieldSet FieldsOf(TypeSchema type, JsonObject document) =>
        FieldSetBuilder.Of(type, document).WithNamedParents(type);
}
