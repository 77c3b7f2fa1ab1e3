namespace ImageStreams.ControlPlane;

/// <summary>The recent changes of one resource, bounded by number and bytes, each with the table that came of it.</summary>
internal sealed class ChangeLog(long start, StoreTable table, ObjectStoreOptions options)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly ChangeSignal _signal = new();
    private StoreTable _oldest = table;
    private long _start = start;
    private long _bytes;

    /// <summary>Completes with the next change after it was asked for.</summary>
    public Task NextChange => _signal.Next;

    /// <summary>The revision behind which every change is still here.</summary>
    public long Start
    {
        get
        {
            lock (_lock)
            {
                return _start;
            }
        }
    }

    public void Append(IReadOnlyList<Entry> entries)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _entries.Add(entry);
                _bytes += entry.Change.Object.Utf8.Length;
            }

            Trim();
        }

        _signal.Pulse();
    }

    /// <summary>Up to <paramref name="limit"/> changes behind <paramref name="revision"/>; null when some of them are gone.</summary>
    public IReadOnlyList<StoreChange>? ReadAfter(long revision, int limit)
    {
        lock (_lock)
        {
            if (revision < _start)
            {
                return null;
            }

            var first = FirstBehind(revision);
            var count = Math.Min(limit, _entries.Count - first);
            var changes = new StoreChange[count];
            for (var i = 0; i < count; i++)
            {
                changes[i] = _entries[first + i].Change;
            }

            return changes;
        }
    }

    /// <summary>The table as it was at <paramref name="revision"/>; null when that is too long ago.</summary>
    public StoreTable? TableAt(long revision)
    {
        lock (_lock)
        {
            if (revision < _start)
            {
                return null;
            }

            var behind = FirstBehind(revision);
            return behind == 0 ? _oldest : _entries[behind - 1].Table;
        }
    }

    private int FirstBehind(long revision)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _entries[middle].Change.Revision > revision ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private void Trim()
    {
        if (_entries.Count <= options.WindowChanges && _bytes <= options.WindowBytes)
        {
            return;
        }

        // A quarter at a time, so that the cost of moving the rest is spread over many appends.
        var (keep, keepBytes) = (options.WindowChanges * 3 / 4, options.WindowBytes * 3 / 4);
        var drop = 0;
        while (drop < _entries.Count && (_entries.Count - drop > keep || _bytes > keepBytes))
        {
            _bytes -= _entries[drop].Change.Object.Utf8.Length;
            drop++;
        }

        _oldest = _entries[drop - 1].Table;
        _start = _entries[drop - 1].Change.Revision;
        _entries.RemoveRange(0, drop);
    }

    /// <summary>A change and all objects of its resource right after it.</summary>
    public readonly record struct Entry(StoreChange Change, StoreTable Table);
}
