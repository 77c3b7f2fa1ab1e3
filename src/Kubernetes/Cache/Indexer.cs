namespace ImageStreams.Kubernetes;

/// <summary>Objects by key and by the values that index functions file them under. Safe for use by many threads.</summary>
internal sealed class Indexer<T>(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> functions, IHolding<T> holding)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NamespacedName, object> _items = [];
    private readonly Dictionary<string, Dictionary<string, HashSet<NamespacedName>>> _indexes =
        functions.Keys.ToDictionary(name => name, _ => new Dictionary<string, HashSet<NamespacedName>>(StringComparer.Ordinal), StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    public T? Find(NamespacedName key)
    {
        object? held;
        lock (_lock)
        {
            held = _items.GetValueOrDefault(key);
        }

        return held is null ? null : holding.Take(held);
    }

    public IReadOnlyList<T> List()
    {
        lock (_lock)
        {
            return new HeldList<T>([.. _items.Values], holding);
        }
    }

    public IReadOnlyList<NamespacedName> Keys()
    {
        lock (_lock)
        {
            return [.. _items.Keys];
        }
    }

    public IReadOnlyList<T> ByIndex(string index, string value)
    {
        lock (_lock)
        {
            if (!_indexes.TryGetValue(index, out var filed))
            {
                throw new ArgumentException($"there is no index \"{index}\"", nameof(index));
            }

            return new HeldList<T>(filed.TryGetValue(value, out var keys) ? [.. keys.Select(key => _items[key])] : [], holding);
        }
    }

    /// <summary>The version of what is held; null when nothing is, or it has none.</summary>
    public string? VersionOf(NamespacedName key)
    {
        lock (_lock)
        {
            return _items.TryGetValue(key, out var held) ? holding.VersionOf(held) : null;
        }
    }

    /// <summary>Keeps an object and returns the one that it replaces.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="item">The object.</param>
    /// <param name="held">The form in which it is held.</param>
    public T? Set(NamespacedName key, T item, object held)
    {
        lock (_lock)
        {
            var filedUnder = functions.Select(function => (Index: _indexes[function.Key], Values: function.Value(item).ToList())).ToList();
            var old = Take(key);
            _items[key] = held;
            foreach (var (index, values) in filedUnder)
            {
                values.ForEach(value => File(index, value).Add(key));
            }

            return old;
        }
    }

    /// <summary>Drops an object and returns it.</summary>
    public T? Remove(NamespacedName key)
    {
        lock (_lock)
        {
            return Take(key);
        }
    }

    private static HashSet<NamespacedName> File(Dictionary<string, HashSet<NamespacedName>> index, string value)
    {
        if (!index.TryGetValue(value, out var keys))
        {
            index[value] = keys = [];
        }

        return keys;
    }

    private T? Take(NamespacedName key)
    {
        if (!_items.Remove(key, out var held))
        {
            return null;
        }

        var old = holding.Take(held);
        foreach (var (index, function) in functions)
        {
            foreach (var value in function(old))
            {
                if (_indexes[index].TryGetValue(value, out var keys) && keys.Remove(key) && keys.Count == 0)
                {
                    _indexes[index].Remove(value);
                }
            }
        }

        return old;
    }
}
