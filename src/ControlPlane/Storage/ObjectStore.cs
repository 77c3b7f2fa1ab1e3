using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>
/// All objects of the control plane: kept in memory as immutable snapshots, written through to SQLite before anybody hears of a write
/// (docs/spec/control-plane.md#storage). Revisions grow by one with every write, over all resources.
/// </summary>
public sealed class ObjectStore : IDisposable
{
    private readonly ConcurrentDictionary<string, ChangeLog> _logs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _beginnings = new(StringComparer.Ordinal);
    private readonly ChangeSignal _published = new();
    private readonly ObjectStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly PinnedTables _pins;
    private readonly DatabaseFile _file;
    private readonly StoreWriter _writer;
    private readonly StoreSnapshot _loaded;
    private StoreSnapshot _current;
    private long _announced;
    private bool _closed;

    private ObjectStore(DatabaseFile file, StoreSnapshot loaded, ObjectStoreOptions options, TimeProvider time, ILogger logger)
    {
        _file = file;
        _options = options;
        _time = time;
        _pins = new PinnedTables(options, time);
        _loaded = loaded;
        _current = loaded;
        _announced = loaded.Revision;
        _writer = new StoreWriter(file, loaded, options, Publish, logger);
    }

    /// <summary>The latest state. Whoever was told of a write finds it here.</summary>
    public StoreSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Up to here every change can be read from the logs.</summary>
    internal long AnnouncedRevision => Volatile.Read(ref _announced);

    /// <summary>Opens the store of a folder and loads it.</summary>
    /// <exception cref="StoreException">The folder cannot be used; the message says why.</exception>
    public static ObjectStore Open(ObjectStoreOptions options, TimeProvider time, ILogger<ObjectStore> logger)
    {
        var file = DatabaseFile.Open(options);
        try
        {
            var (revision, objects) = file.Load();
            var tables = objects.GroupBy(o => o.Key.Resource, StringComparer.Ordinal)
                .ToImmutableDictionary(g => g.Key, StoreTable.Of, StringComparer.Ordinal);

            // Clients take 0 for "any version", so the first revision there is is 1.
            return new ObjectStore(file, new StoreSnapshot(Math.Max(revision, 1), tables), options, time, logger);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public Task<WriteResult> CreateAsync(StoreKey key, EncodedObject body) => _writer.EnqueueAsync(new PendingWrite(key, body, 0));

    /// <summary>Replaces the object if it still stands at <paramref name="expected"/>.</summary>
    public Task<WriteResult> UpdateAsync(StoreKey key, EncodedObject body, long expected) => _writer.EnqueueAsync(new PendingWrite(key, body, NotZero(expected)));

    /// <summary>Deletes the object if it still stands at <paramref name="expected"/>.</summary>
    public Task<WriteResult> DeleteAsync(StoreKey key, long expected) => _writer.EnqueueAsync(new PendingWrite(key, null, NotZero(expected)));

    /// <summary>A state at least as new as <paramref name="revision"/>; null when it did not come about within <paramref name="patience"/>.</summary>
    public async ValueTask<StoreSnapshot?> AtLeastAsync(long revision, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            var next = _published.Next;
            if (Current is var state && state.Revision >= revision)
            {
                return state;
            }

            var left = patience - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            await next.WaitAsync(left, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The objects of a resource as they were at <paramref name="revision"/>; null when that is too long ago.</summary>
    public StoreTable? FindTableAt(string resource, long revision)
    {
        if (Current is var state && state.Revision == revision)
        {
            return state.Table(resource);
        }

        return revision > AnnouncedRevision ? null : Log(resource).TableAt(revision) ?? _pins.Find(resource, revision);
    }

    /// <summary>Keeps a table for the later pages of a list.</summary>
    public void Pin(string resource, long revision, StoreTable table) => _pins.Add(resource, revision, table);

    /// <summary>Follows a resource from behind <paramref name="after"/> on; null when the changes since then are no longer all known.</summary>
    public StoreWatch? Watch(string resource, long after)
    {
        var log = Log(resource);
        return after < Math.Max(log.Start, _beginnings.GetValueOrDefault(resource)) ? null : new StoreWatch(this, log, after, _time);
    }

    /// <summary>Says that a resource is there from now on, unless it was there before: what came earlier cannot be watched.</summary>
    internal void Begin(string resource) => _beginnings.TryAdd(resource, Current.Revision);

    /// <summary>The changes of all resources behind <paramref name="revision"/>, in order; null when they are no longer all known.</summary>
    internal IReadOnlyList<StoreChange>? FindChangesAfter(long revision)
    {
        var all = new List<StoreChange>();
        var end = AnnouncedRevision;
        foreach (var log in _logs.Values)
        {
            if (log.ReadAfter(revision, int.MaxValue) is not { } changes)
            {
                return null;
            }

            all.AddRange(changes.Where(c => c.Revision <= end));
        }

        all.Sort((x, y) => x.Revision.CompareTo(y.Revision));
        return all;
    }

    /// <summary>Finishes the writes under way and closes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, true))
        {
            return;
        }

        _writer.Dispose();
        _file.Dispose();
    }

    private static long NotZero(long expected) =>
        expected > 0 ? expected : throw new ArgumentOutOfRangeException(nameof(expected), "an update names the revision it was decided on");

    private ChangeLog Log(string resource) =>
        _logs.GetOrAdd(resource, static (r, store) => new ChangeLog(store._loaded.Revision, store._loaded.Table(r), store._options), this);

    // First the state, then the events, then the mark that bookmarks rest on: nobody sees an event and then reads an older state,
    // and no bookmark overtakes an event.
    private void Publish(StoreSnapshot state, IReadOnlyList<ChangeLog.Entry> entries)
    {
        Volatile.Write(ref _current, state);
        foreach (var resource in entries.GroupBy(e => e.Change.Object.Key.Resource, StringComparer.Ordinal))
        {
            Log(resource.Key).Append([.. resource]);
        }

        Volatile.Write(ref _announced, state.Revision);
        _published.Pulse();
    }
}
