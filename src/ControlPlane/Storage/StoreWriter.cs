using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>
/// The one thread that writes. It takes whatever writes are waiting, decides each against the state so far, and commits them together:
/// one wait for the disk serves them all.
/// </summary>
internal sealed partial class StoreWriter : IDisposable
{
    private const int BatchSize = 512;

    private readonly BlockingCollection<PendingWrite> _queue = [];
    private readonly DatabaseFile _file;
    private readonly ObjectStoreOptions _options;
    private readonly Action<StoreSnapshot, IReadOnlyList<ChangeLog.Entry>> _publish;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private StoreSnapshot _state;

    public StoreWriter(
        DatabaseFile file,
        StoreSnapshot state,
        ObjectStoreOptions options,
        Action<StoreSnapshot, IReadOnlyList<ChangeLog.Entry>> publish,
        ILogger logger)
    {
        _file = file;
        _state = state;
        _options = options;
        _publish = publish;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    public Task<WriteResult> EnqueueAsync(PendingWrite write)
    {
        if (write.Body?.Length > _options.MaxObjectBytes)
        {
            return Task.FromResult(new WriteResult(WriteOutcome.TooLarge, null));
        }

        try
        {
            _queue.Add(write, CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            throw new StoreException("the store is closed", e);
        }

        return write.Done.Task;
    }

    /// <summary>Finishes what is queued, then ends the thread.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private void Run()
    {
        var batch = new List<PendingWrite>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < BatchSize && _queue.TryTake(out var more))
            {
                batch.Add(more);
            }

            Write(batch);
        }
    }

    private void Write(List<PendingWrite> batch)
    {
        var state = _state;
        var results = new WriteResult[batch.Count];
        var entries = new List<ChangeLog.Entry>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            results[i] = Decide(batch[i], ref state, entries);
        }

        try
        {
            if (entries.Count > 0)
            {
                _file.Commit(entries.ConvertAll(e => e.Change), state.Revision);
            }
        }
        catch (SqliteException e)
        {
            LogCommitFailed(e, entries.Count);
            batch.ForEach(w => w.Done.TrySetException(new StoreException($"the write could not be stored: {e.Message}", e)));
            return;
        }

        _state = state;
        if (entries.Count > 0)
        {
            _publish(state, entries);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.TrySetResult(results[i]);
        }
    }

    private static WriteResult Decide(PendingWrite write, ref StoreSnapshot state, List<ChangeLog.Entry> entries)
    {
        var current = state.Find(write.Key);
        if (current is null && write.Expected != 0)
        {
            return new WriteResult(WriteOutcome.Missing, null);
        }

        if (current is not null && write.Expected != current.Revision)
        {
            return new WriteResult(write.Expected == 0 ? WriteOutcome.Exists : WriteOutcome.Changed, current);
        }

        var revision = state.Revision + 1;
        var table = state.Table(write.Key.Resource);
        var (next, change) = (write.Body, current) switch
        {
            ({ } body, null) => Put(StoreChangeKind.Added, new StoredObject(write.Key, revision, body)),
            ({ } body, not null) => Put(StoreChangeKind.Modified, new StoredObject(write.Key, revision, body)),
            (null, not null) => (table.Without(current), new StoreChange(StoreChangeKind.Deleted, current.At(revision), current)),
            _ => throw new InvalidOperationException("a deletion names the revision it deletes"),
        };
        state = state.With(revision, write.Key.Resource, next);
        entries.Add(new ChangeLog.Entry(change, next));
        return new WriteResult(WriteOutcome.Written, change.Object);

        (StoreTable Next, StoreChange Change) Put(StoreChangeKind kind, StoredObject item) => (table.With(item), new StoreChange(kind, item, current));
    }

    [LoggerMessage(LogLevel.Error, "{Count} writes could not be stored")]
    private partial void LogCommitFailed(Exception exception, int count);
}
