namespace ImageStreams.Oci;

/// <summary>A cancellation that comes by itself after a while, or with the caller's.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _outer;
    private readonly TimeSpan _span;

    public Deadline(TimeSpan span, TimeProvider time, CancellationToken outer)
    {
        (_span, _outer) = (span, outer);
        _timer = new CancellationTokenSource(span, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, outer);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Starts the while anew: something arrived.</summary>
    public void Restart() => _timer.CancelAfter(_span);

    /// <summary>Does something that the while does not count: only the caller's cancellation ends it. Then the while starts anew.</summary>
    public async ValueTask<T> SuspendAsync<T>(Func<CancellationToken, ValueTask<T>> action)
    {
        _timer.CancelAfter(Timeout.InfiniteTimeSpan);
        try
        {
            return await action(_outer);
        }
        finally
        {
            Restart();
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
