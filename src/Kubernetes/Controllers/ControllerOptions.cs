namespace ImageStreams.Kubernetes;

/// <summary>How a controller works.</summary>
public sealed class ControllerOptions
{
    /// <summary>Objects that are reconciled at the same time, never one of them twice; default 4.</summary>
    public int Workers { get; set; } = 4;

    /// <summary>How long one reconcile may take; default 5 minutes.</summary>
    public TimeSpan ReconcileTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a stop waits for what is in flight before it is cancelled; default 20 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How failed objects come back.</summary>
    public RateLimitOptions RateLimit { get; set; } = new();
}
