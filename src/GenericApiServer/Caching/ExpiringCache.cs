using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.GenericApiServer;

/// <summary>A bounded memory whose entries expire; when it is full, what expires first goes first.</summary>
internal sealed class ExpiringCache<TValue>(int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly PriorityQueue<string, DateTimeOffset> _byExpiry = new();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public bool TryGet(string key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            var found = _entries.TryGetValue(key, out var entry) && entry.Expires > time.GetUtcNow();
            value = found ? entry.Value : default;
            return found;
        }
    }

    public void Set(string key, TValue value, TimeSpan lifetime)
    {
        var expires = time.GetUtcNow() + lifetime;
        lock (_lock)
        {
            _entries[key] = new(value, expires);
            _byExpiry.Enqueue(key, expires);
            while (_byExpiry.TryPeek(out var first, out var due) && (_entries.Count > capacity || due <= time.GetUtcNow()))
            {
                _byExpiry.Dequeue();
                if (_entries.TryGetValue(first, out var entry) && entry.Expires <= due)
                {
                    _entries.Remove(first);
                }
            }
        }
    }

    private readonly record struct Entry(TValue Value, DateTimeOffset Expires);
}
