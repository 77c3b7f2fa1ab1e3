using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes;

/// <summary>What became of recorded events.</summary>
internal sealed class EventMetrics
{
    private readonly Counter<long> _sent;
    private readonly Counter<long> _dropped;

    public EventMetrics(Meter meter)
    {
        _sent = meter.CreateCounter<long>("imagestreams_events_sent_total", null, "Events written to the Kubernetes API, new and repeated");
        _dropped = meter.CreateCounter<long>("imagestreams_events_dropped_total", null, "Events not written: queue_full, limited, failed");
        _sent.Add(0);
        foreach (var reason in new[] { "queue_full", "limited", "failed" })
        {
            Dropped(reason, 0);
        }
    }

    public void Sent() => _sent.Add(1);

    public void QueueFull() => Dropped("queue_full", 1);

    public void Limited() => Dropped("limited", 1);

    public void Failed() => Dropped("failed", 1);

    private void Dropped(string reason, int count) => _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason));
}
