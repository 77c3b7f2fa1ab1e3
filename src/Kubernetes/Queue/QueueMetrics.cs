using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes;

/// <summary>What goes in and out of work queues.</summary>
internal sealed class QueueMetrics(Meter meter)
{
    private readonly UpDownCounter<long> _depth = meter.CreateUpDownCounter<long>(
        "imagestreams_queue_depth", null, "Items that wait in a work queue");

    private readonly Counter<long> _adds = meter.CreateCounter<long>("imagestreams_queue_adds_total", null, "Items added to a work queue");

    private readonly Counter<long> _retries = meter.CreateCounter<long>(
        "imagestreams_queue_retries_total", null, "Items that were put back after a failure");

    private readonly Histogram<double> _wait = meter.CreateHistogram<double>(
        "imagestreams_queue_wait_seconds", "s", "Time from being added to being taken");

    private readonly Histogram<double> _work = meter.CreateHistogram<double>(
        "imagestreams_queue_work_seconds", "s", "Time from being taken to being done");

    public void Created(string queue)
    {
        _depth.Add(0, Tag(queue));
        _adds.Add(0, Tag(queue));
        _retries.Add(0, Tag(queue));
    }

    public void Added(string queue) => _adds.Add(1, Tag(queue));

    public void Retried(string queue) => _retries.Add(1, Tag(queue));

    public void Pushed(string queue) => _depth.Add(1, Tag(queue));

    public void Dropped(string queue, int items) => _depth.Add(-items, Tag(queue));

    public void Taken(string queue, TimeSpan waited)
    {
        _depth.Add(-1, Tag(queue));
        _wait.Record(waited.TotalSeconds, Tag(queue));
    }

    public void Done(string queue, TimeSpan worked) => _work.Record(worked.TotalSeconds, Tag(queue));

    private static KeyValuePair<string, object?> Tag(string queue) => new("queue", queue);
}
