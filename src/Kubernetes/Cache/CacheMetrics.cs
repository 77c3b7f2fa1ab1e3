using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes;

/// <summary>How informers keep up.</summary>
internal sealed class CacheMetrics(Meter meter)
{
    private readonly UpDownCounter<long> _objects = meter.CreateUpDownCounter<long>("imagestreams_cache_objects", null, "Objects held in memory");

    private readonly Counter<long> _lists = meter.CreateCounter<long>("imagestreams_cache_lists_total", null, "Times that everything was read");

    private readonly Counter<long> _watches = meter.CreateCounter<long>("imagestreams_cache_watches_total", null, "Watches begun");

    private readonly Counter<long> _events = meter.CreateCounter<long>("imagestreams_cache_watch_events_total", null, "Events that watches brought");

    private readonly Counter<long> _failures = meter.CreateCounter<long>(
        "imagestreams_cache_failures_total", null, "Lists and watches that failed, fell silent or expired");

    public void Created(string resource)
    {
        _objects.Add(0, Tag(resource));
        _lists.Add(0, Tag(resource));
        _watches.Add(0, Tag(resource));
        _events.Add(0, Tag(resource));
        _failures.Add(0, Tag(resource));
    }

    public void Held(string resource, int change) => _objects.Add(change, Tag(resource));

    public void Listed(string resource) => _lists.Add(1, Tag(resource));

    public void WatchBegan(string resource) => _watches.Add(1, Tag(resource));

    public void EventCame(string resource) => _events.Add(1, Tag(resource));

    public void Failed(string resource) => _failures.Add(1, Tag(resource));

    private static KeyValuePair<string, object?> Tag(string resource) => new("resource", resource);
}
