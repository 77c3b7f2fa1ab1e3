namespace ImageStreams.ControlPlane;

/// <summary>Who depends on whom, by uid. Not thread-safe: it belongs to the garbage collector's loop.</summary>
internal sealed class OwnerGraph
{
    private readonly Dictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _dependents = new(StringComparer.Ordinal);

    public void Clear()
    {
        _objects.Clear();
        _dependents.Clear();
    }

    public void Put(StoredObject item)
    {
        Remove(item.Header.Uid);
        _objects[item.Header.Uid] = item;
        foreach (var owner in item.Header.Owners)
        {
            if (!_dependents.TryGetValue(owner.Uid, out var set))
            {
                _dependents[owner.Uid] = set = new HashSet<string>(StringComparer.Ordinal);
            }

            set.Add(item.Header.Uid);
        }
    }

    public void Remove(string uid)
    {
        if (!_objects.Remove(uid, out var old))
        {
            return;
        }

        foreach (var owner in old.Header.Owners)
        {
            if (_dependents.TryGetValue(owner.Uid, out var set) && set.Remove(uid) && set.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }

    public StoredObject? Find(string uid) => _objects.GetValueOrDefault(uid);

    /// <summary>The objects that name <paramref name="uid"/> as an owner.</summary>
    public IReadOnlyList<StoredObject> Dependents(string uid) =>
        _dependents.TryGetValue(uid, out var set) ? [.. set.Select(s => _objects[s])] : [];
}
