using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes;

/// <summary>The meter of everything in this project; there is one for each process.</summary>
public sealed class KubernetesMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ImageStreams.Kubernetes";

    public KubernetesMetrics(IMeterFactory meters)
        : this(meters.Create(MeterName))
    {
    }

    internal KubernetesMetrics(Meter meter) => Client = new ClientMetrics(meter);

    internal ClientMetrics Client { get; }
}
