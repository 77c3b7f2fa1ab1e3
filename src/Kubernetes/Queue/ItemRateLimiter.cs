namespace ImageStreams.Kubernetes;

/// <summary>Says when a failed item may come back: later with each failure of its own, and never more than so many items at once.</summary>
internal sealed class ItemRateLimiter<T>(RateLimitOptions options, TimeProvider time)
    where T : notnull
{
    private readonly TokenBucket _overall = new(options.PerSecond, options.Burst, time);
    private readonly Dictionary<T, int> _failures = [];
    private readonly Lock _lock = new();

    /// <summary>Counts a failure of the item and returns how long it must wait.</summary>
    public TimeSpan When(T item)
    {
        int before;
        lock (_lock)
        {
            before = _failures.GetValueOrDefault(item);
            _failures[item] = before + 1;
        }

        var own = Math.Min(options.BaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(before, 60)), options.MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Max(own, _overall.Reserve().TotalMilliseconds));
    }

    /// <summary>How often the item failed since it was last forgotten.</summary>
    public int Failures(T item)
    {
        lock (_lock)
        {
            return _failures.GetValueOrDefault(item);
        }
    }

    public void Forget(T item)
    {
        lock (_lock)
        {
            _failures.Remove(item);
        }
    }
}
