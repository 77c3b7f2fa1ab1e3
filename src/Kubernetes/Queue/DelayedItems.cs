namespace ImageStreams.Kubernetes;

/// <summary>Holds items until they are due; an item that is put in twice is due at the earlier time.</summary>
internal sealed class DelayedItems<T> : IDisposable
    where T : notnull
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1); // a timer cannot wait for months; it is set again

    private readonly Lock _lock = new();
    private readonly PriorityQueue<T, DateTimeOffset> _order = new();
    private readonly Dictionary<T, DateTimeOffset> _due = [];
    private readonly Action<T> _release;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _stopped;

    public DelayedItems(Action<T> release, TimeProvider time)
    {
        _release = release;
        _time = time;
        _timer = time.CreateTimer(_ => Release(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(T item, TimeSpan delay)
    {
        lock (_lock)
        {
            var due = _time.GetUtcNow() + delay;
            if (_stopped || (_due.TryGetValue(item, out var earlier) && earlier <= due))
            {
                return;
            }

            _due[item] = due;
            _order.Enqueue(item, due);
            SetTimer();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _stopped = true;
            _due.Clear();
            _order.Clear();
        }

        _timer.Dispose();
    }

    private void Release()
    {
        List<T> ready = [];
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            while (_order.TryPeek(out var item, out var due) && due <= now)
            {
                _order.Dequeue();
                if (_due.TryGetValue(item, out var valid) && valid == due)
                {
                    _due.Remove(item);
                    ready.Add(item);
                }
            }

            SetTimer();
        }

        ready.ForEach(_release);
    }

    private void SetTimer()
    {
        if (!_stopped && _order.TryPeek(out _, out var due))
        {
            var wait = due - _time.GetUtcNow();
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestTimer ? wait : LongestTimer, Timeout.InfiniteTimeSpan);
        }
    }
}
