namespace ImageStreams.ControlPlane;

/// <summary>Keeps the number of managers small that write other than by apply: the oldest are merged into one.</summary>
internal static class ManagerCap
{
    private const int MaxUpdateManagers = 10;
    private const string AncientChanges = "ancient-changes";

    internal static void Apply(ManagerList managers)
    {
        var updaters = managers.Where(entry => !entry.Key.IsApply)
            .OrderBy(entry => ManagerList.SecondsOf(entry.Value.Time))
            .ThenBy(entry => entry.Key.Manager, StringComparer.Ordinal)
            .ThenBy(entry => entry.Key.ApiVersion, StringComparer.Ordinal)
            .Select(entry => entry.Key)
            .ToList();
        var count = updaters.Count;
        var firstOfVersion = new Dictionary<string, ManagerKey>(StringComparer.Ordinal);
        foreach (var manager in updaters)
        {
            if (count <= MaxUpdateManagers)
            {
                return;
            }

            var owned = managers[manager];
            if (firstOfVersion.TryAdd(owned.ApiVersion, manager))
            {
                continue;
            }

            var bucket = ManagerKey.ForUpdate(AncientChanges, owned.ApiVersion, "");
            if (!managers.ContainsKey(bucket) && managers.Remove(firstOfVersion[owned.ApiVersion], out var first))
            {
                managers[bucket] = first;
            }

            managers[bucket] = owned with { Fields = owned.Fields.Union(managers[bucket].Fields) };
            managers.Remove(manager);
            count--;
        }
    }
}
