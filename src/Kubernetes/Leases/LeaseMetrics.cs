using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes;

/// <summary>Whether this process leads.</summary>
internal sealed class LeaseMetrics(Meter meter)
{
    private readonly UpDownCounter<long> _leading = meter.CreateUpDownCounter<long>("imagestreams_lease_leading", null, "1 while this process leads");

    private readonly Counter<long> _acquired = meter.CreateCounter<long>("imagestreams_lease_acquired_total", null, "Times this process began to lead");

    private readonly Counter<long> _failures = meter.CreateCounter<long>(
        "imagestreams_lease_failures_total", null, "Tries to take or keep the lease that failed");

    public void Created(string lease)
    {
        _leading.Add(0, Tag(lease));
        _acquired.Add(0, Tag(lease));
        _failures.Add(0, Tag(lease));
    }

    public void Began(string lease)
    {
        _leading.Add(1, Tag(lease));
        _acquired.Add(1, Tag(lease));
    }

    public void Ended(string lease) => _leading.Add(-1, Tag(lease));

    public void Failed(string lease) => _failures.Add(1, Tag(lease));

    private static KeyValuePair<string, object?> Tag(string lease) => new("lease", lease);
}
