namespace ImageStreams.Kubernetes;

/// <summary>A queue of keys to work on, each at most once in it and with at most one worker.</summary>
/// <remarks>
/// An item that is added while it waits is not queued again; one that is added while a worker has it is queued again when the worker is
/// done. So a burst of changes costs one or two rounds, and no change is missed. docs/spec/client.md#queue
/// </remarks>
public sealed class WorkQueue<T> : IDisposable
    where T : notnull
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _queue = new();
    private readonly Dictionary<T, long> _dirty = [];
    private readonly Dictionary<T, long> _processing = [];
    private readonly SemaphoreSlim _ready = new(0);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ItemRateLimiter<T> _limiter;
    private readonly DelayedItems<T> _delayed;
    private readonly QueueMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly string _name;
    private bool _shuttingDown;

    public WorkQueue(string name, RateLimitOptions options, KubernetesMetrics metrics, TimeProvider time)
    {
        _name = name;
        _time = time;
        _metrics = metrics.Queue;
        _limiter = new ItemRateLimiter<T>(options, time);
        _delayed = new DelayedItems<T>(Add, time);
        _metrics.Created(name);
    }

    /// <summary>How many items wait for a worker.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Queues an item; nothing after <see cref="ShutDown"/>.</summary>
    public void Add(T item)
    {
        lock (_lock)
        {
            if (_shuttingDown || !_dirty.TryAdd(item, _time.GetTimestamp()))
            {
                return;
            }

            _metrics.Added(_name);
            if (!_processing.ContainsKey(item))
            {
                Push(item);
            }
        }
    }

    /// <summary>Queues an item later; the earliest of several delays holds.</summary>
    public void AddAfter(T item, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(item);
        }
        else
        {
            _delayed.Add(item, delay);
        }
    }

    /// <summary>Queues a failed item after a delay that grows with its failures, and returns that delay.</summary>
    public TimeSpan AddRateLimited(T item)
    {
        var delay = _limiter.When(item);
        _metrics.Retried(_name);
        AddAfter(item, delay);
        return delay;
    }

    /// <summary>Forgets the failures of an item.</summary>
    public void Forget(T item) => _limiter.Forget(item);

    /// <summary>How often the item failed since it was last forgotten.</summary>
    public int Failures(T item) => _limiter.Failures(item);

    /// <summary>Takes the next item, as soon as there is one; <c>null</c> when the queue is shut down and empty.</summary>
    public async ValueTask<WorkItem<T>?> GetAsync(CancellationToken cancellationToken)
    {
        await _ready.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (!_queue.TryDequeue(out var item))
            {
                _ready.Release(); // shut down: the next waiting worker must learn it too
                return null;
            }

            _dirty.Remove(item, out var addedAt);
            var now = _time.GetTimestamp();
            _processing.Add(item, now);
            _metrics.Taken(_name, _time.GetElapsedTime(addedAt, now));
            return new WorkItem<T>(item, Done);
        }
    }

    /// <summary>Takes no more items; those that wait are still handed out.</summary>
    public void ShutDown()
    {
        lock (_lock)
        {
            if (!_shuttingDown)
            {
                _shuttingDown = true;
                _ready.Release();
            }

            SignalIfDrained();
        }

        _delayed.Dispose();
    }

    /// <summary>Takes no more items and waits until the workers have done what is left.</summary>
    public Task ShutDownWithDrainAsync(CancellationToken cancellationToken)
    {
        ShutDown();
        return _drained.Task.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        ShutDown();
        lock (_lock)
        {
            _metrics.Dropped(_name, _queue.Count);
            _queue.Clear();
        }
    }

    private void Done(T item)
    {
        lock (_lock)
        {
            _processing.Remove(item, out var takenAt);
            _metrics.Done(_name, _time.GetElapsedTime(takenAt));
            if (_dirty.ContainsKey(item))
            {
                Push(item);
            }

            SignalIfDrained();
        }
    }

    private void Push(T item)
    {
        _queue.Enqueue(item);
        _metrics.Pushed(_name);
        _ready.Release();
    }

    private void SignalIfDrained()
    {
        if (_shuttingDown && _queue.Count == 0 && _processing.Count == 0)
        {
            _drained.TrySetResult();
        }
    }
}
