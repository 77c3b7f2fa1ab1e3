using System.Collections.Immutable;

namespace ImageStreams.ControlPlane;

/// <summary>All objects of one resource at one revision, in key order. Immutable; neighbours in time share almost all of it.</summary>
public sealed class StoreTable
{
    internal static readonly StoreTable Empty = new(ImmutableSortedSet.Create<StoredObject>(new ByPath()));

    private readonly ImmutableSortedSet<StoredObject> _objects;

    private StoreTable(ImmutableSortedSet<StoredObject> objects) => _objects = objects;

    public int Count => _objects.Count;

    public StoredObject? Find(string ns, string name)
    {
        var probe = StoredObject.Probe(new StoreKey("", ns, name).Path);
        return _objects.TryGetValue(probe, out var found) && !ReferenceEquals(found, probe) ? found : null;
    }

    /// <summary>The objects of a namespace, or all; those behind <paramref name="after"/> (a <see cref="StoreKey.Path"/>) when it is given.</summary>
    public IEnumerable<StoredObject> Range(string? ns = null, string? after = null)
    {
        var (start, end) = Bounds(ns, after);
        for (var i = start; i < end; i++)
        {
            yield return _objects[i];
        }
    }

    /// <summary>How many objects <see cref="Range"/> gives.</summary>
    public int CountRange(string? ns = null, string? after = null)
    {
        var (start, end) = Bounds(ns, after);
        return end - start;
    }

    internal StoreTable With(StoredObject item)
    {
        var without = _objects.Remove(item);
        return new StoreTable(without.Add(item));
    }

    internal StoreTable Without(StoredObject item) => new(_objects.Remove(item));

    internal static StoreTable Of(IEnumerable<StoredObject> objects) => new(Empty._objects.Union(objects));

    private (int Start, int End) Bounds(string? ns, string? after)
    {
        var start = string.IsNullOrEmpty(ns) ? 0 : LowerBound($"{ns}/");
        var end = string.IsNullOrEmpty(ns) ? _objects.Count : LowerBound($"{ns}0"); // '0' follows '/'
        if (after is not null)
        {
            start = Math.Max(start, LowerBound($"{after}\0"));
        }

        return (start, Math.Max(start, end));
    }

    private int LowerBound(string path)
    {
        var index = _objects.IndexOf(StoredObject.Probe(path));
        return index >= 0 ? index : ~index;
    }

    private sealed class ByPath : IComparer<StoredObject>
    {
        public int Compare(StoredObject? x, StoredObject? y) => string.CompareOrdinal(x?.Path, y?.Path);
    }
}
