using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes;

/// <summary>The instruments of everything in this project; there is one set for each process.</summary>
public sealed class KubernetesMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ImageStreams.Kubernetes";

    public KubernetesMetrics(IMeterFactory meters)
        : this(meters.Create(MeterName))
    {
    }

    internal KubernetesMetrics(Meter meter)
    {
        Client = new ClientMetrics(meter);
        Cache = new CacheMetrics(meter);
        Queue = new QueueMetrics(meter);
        Controllers = new ControllerMetrics(meter);
        Leases = new LeaseMetrics(meter);
        Events = new EventMetrics(meter);
    }

    internal ClientMetrics Client { get; }

    internal CacheMetrics Cache { get; }

    internal QueueMetrics Queue { get; }

    internal ControllerMetrics Controllers { get; }

    internal LeaseMetrics Leases { get; }

    internal EventMetrics Events { get; }
}
