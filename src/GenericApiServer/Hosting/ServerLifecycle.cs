using Microsoft.Extensions.Hosting;

namespace ImageStreams.GenericApiServer;

/// <summary>Knows whether the server still takes requests and how many it is busy with.</summary>
/// <remarks>
/// When the host is asked to stop, readiness fails at once, watches end, and the host's own shutdown waits for the requests in flight,
/// at most its shutdown timeout. docs/spec/server.md#shutdown
/// </remarks>
public sealed class ServerLifecycle : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenRegistration _registration;
    private int _inFlight;

    public ServerLifecycle(IHostApplicationLifetime lifetime)
    {
        _registration = lifetime.ApplicationStopping.Register(BeginShutdown);
    }

    /// <summary>Cancelled when the server begins to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>How many requests are being served, watches included.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes the server out of service; again does nothing.</summary>
    public void BeginShutdown() => _stopping.Cancel();

    public void Dispose()
    {
        _registration.Dispose();
        _stopping.Dispose();
    }

    internal void Enter() => Interlocked.Increment(ref _inFlight);

    internal void Leave() => Interlocked.Decrement(ref _inFlight);
}
