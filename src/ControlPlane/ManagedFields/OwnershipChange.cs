using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>What a change of an object does to the managers of its fields.</summary>
internal static class OwnershipChange
{
    /// <summary>Takes the changed fields away from all other managers; managers of unknown versions are forgotten.</summary>
    /// <param name="management">Types of the versions.</param>
    /// <param name="managers">Changed in place.</param>
    /// <param name="old">The object before.</param>
    /// <param name="now">The object afterwards.</param>
    /// <param name="writer">Whose change it is.</param>
    /// <param name="version">Version of the request.</param>
    /// <param name="force">Whether fields may be taken away.</param>
    /// <returns>The difference in the version of the request.</returns>
    /// <exception cref="FieldConflictException">Fields of others change, and may not.</exception>
    internal static FieldComparison Take(
        FieldManagement management, ManagerList managers, JsonObject old, JsonObject now, ManagerKey writer, string version, bool force)
    {
        var comparisons = new Dictionary<string, FieldComparison?>(StringComparer.Ordinal);
        FieldComparison? ComparisonIn(string apiVersion)
        {
            if (!comparisons.TryGetValue(apiVersion, out var known))
            {
                var type = management.TypeOf(apiVersion);
                known = type is null ? null : FieldComparison.Of(type, old, now).Without(management.ResetFields);
                comparisons.Add(apiVersion, known);
            }

            return known;
        }

        var own = ComparisonIn(version) ?? throw new InvalidOperationException($"There is no schema of {version}.");
        var changed = new List<(ManagerKey Manager, FieldSet Lost, FieldSet Taken)>();
        foreach (var (manager, owned) in managers.Where(entry => entry.Key != writer).ToList())
        {
            if (ComparisonIn(owned.ApiVersion) is not { } comparison)
            {
                managers.Remove(manager);
                continue;
            }

            changed.Add((manager, comparison.Removed, owned.Fields.Intersection(comparison.Modified.Union(comparison.Added))));
        }

        if (!force)
        {
            ThrowOnConflicts(changed.Select(change => (change.Manager, change.Taken)));
        }

        foreach (var (manager, lost, taken) in changed)
        {
            managers[manager] = managers[manager] with { Fields = managers[manager].Fields.Difference(taken).Difference(lost) };
        }

        foreach (var manager in managers.Where(entry => entry.Value.Fields.IsEmpty).Select(entry => entry.Key).ToList())
        {
            managers.Remove(manager);
        }

        return own;
    }

    private static void ThrowOnConflicts(IEnumerable<(ManagerKey Manager, FieldSet Taken)> changes)
    {
        var conflicts = changes.OrderBy(change => change.Manager.Manager, StringComparer.Ordinal)
            .ThenBy(change => change.Manager.ApiVersion, StringComparer.Ordinal)
            .SelectMany(change => change.Taken.Paths().Select(path => new FieldConflict(change.Manager, path)))
            .ToList();
        if (conflicts.Count > 0)
        {
            throw new FieldConflictException(conflicts);
        }
    }
}
