namespace ImageStreams.ControlPlane;

/// <summary>
/// One reader of a resource's changes. It holds a position, not a queue: a slow reader costs nothing, and when it has fallen out
/// of the window of kept changes it is told so.
/// </summary>
public sealed class StoreWatch
{
    private const int BatchSize = 256;

    private readonly ObjectStore _store;
    private readonly ChangeLog _log;
    private readonly TimeProvider _time;

    internal StoreWatch(ObjectStore store, ChangeLog log, long after, TimeProvider time)
    {
        _store = store;
        _log = log;
        _time = time;
        Revision = after;
    }

    /// <summary>Everything up to this revision has been delivered.</summary>
    public long Revision { get; private set; }

    /// <summary>The next changes in order. Empty when none came within <paramref name="patience"/>; null when some were lost to slowness (or age).</summary>
    public async ValueTask<IReadOnlyList<StoreChange>?> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var ready = ReadNow();
        if (ready is not { Count: 0 })
        {
            return ready;
        }

        var started = _time.GetTimestamp();
        while (patience - _time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            var next = _log.NextChange;
            ready = ReadNow();
            if (ready is not { Count: 0 })
            {
                return ready;
            }

            await next.WaitAsync(left, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return ReadNow();
    }

    private IReadOnlyList<StoreChange>? ReadNow()
    {
        // Read before the log: when the log then has nothing, nothing happened up to here.
        var announced = _store.AnnouncedRevision;
        var changes = _log.ReadAfter(Revision, BatchSize);
        if (changes is { Count: > 0 })
        {
            Revision = changes[^1].Revision;
        }
        else if (changes is not null)
        {
            Revision = Math.Max(Revision, announced);
        }

        return changes;
    }
}
