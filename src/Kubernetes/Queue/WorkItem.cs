namespace ImageStreams.Kubernetes;

/// <summary>An item that a worker has taken from a queue; disposing says that it is done.</summary>
public sealed class WorkItem<T> : IDisposable
    where T : notnull
{
    private Action<T>? _done;

    internal WorkItem(T value, Action<T> done)
    {
        Value = value;
        _done = done;
    }

    public T Value { get; }

    public void Dispose() => Interlocked.Exchange(ref _done, null)?.Invoke(Value);
}
