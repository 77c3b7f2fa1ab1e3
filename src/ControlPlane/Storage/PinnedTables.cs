namespace ImageStreams.ControlPlane;

/// <summary>Tables that somebody has begun to page through: kept for a while beyond the window of changes.</summary>
internal sealed class PinnedTables(ObjectStoreOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Resource, long Revision), Pin> _pins = [];

    public void Add(string resource, long revision, StoreTable table)
    {
        lock (_lock)
        {
            DropExpired();
            if (_pins.Count >= options.PagedLists)
            {
                _pins.Remove(_pins.MinBy(p => p.Value.LastUse).Key);
            }

            _pins[(resource, revision)] = new Pin(table, time.GetUtcNow());
        }
    }

    public StoreTable? Find(string resource, long revision)
    {
        lock (_lock)
        {
            DropExpired();
            if (!_pins.TryGetValue((resource, revision), out var pin))
            {
                return null;
            }

            _pins[(resource, revision)] = pin with { LastUse = time.GetUtcNow() };
            return pin.Table;
        }
    }

    private void DropExpired()
    {
        var oldest = time.GetUtcNow() - options.PageLifetime;
        foreach (var key in _pins.Where(p => p.Value.LastUse < oldest).Select(p => p.Key).ToList())
        {
            _pins.Remove(key);
        }
    }

    private readonly record struct Pin(StoreTable Table, DateTimeOffset LastUse);
}
