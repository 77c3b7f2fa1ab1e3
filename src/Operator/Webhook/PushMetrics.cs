using System.Diagnostics.Metrics;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.Operator;

/// <summary>Counts what registries tell and what comes of it. Repositories and tags are never labels.</summary>
internal sealed class PushMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ImageStreams.Push";

    private readonly Counter<long> _notifications;
    private readonly Counter<long> _hints;
    private readonly Counter<long> _results;
    private readonly Counter<long> _missed;
    private readonly Histogram<double> _latency;

    public PushMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _notifications = meter.CreateCounter<long>(
            "imagestreams_push_notifications_total", null, "Notifications of registries by format and result: accepted, overflow, malformed, too_large, too_slow, unauthenticated, unavailable");
        _hints = meter.CreateCounter<long>(
            "imagestreams_push_hints_total", null, "What notifications say has happened, by format and result: queued, repeated, no_stream, ignored, overflow");
        _results = meter.CreateCounter<long>("imagestreams_push_results_total", null, "What came of looking at it: written, deleted, unchanged, absent, kept, refused, failed, given_up");
        _missed = meter.CreateCounter<long>("imagestreams_push_missed_total", null, "Tags that the comparison of registry and streams found to differ");
        _latency = meter.CreateHistogram<double>("imagestreams_push_latency_seconds", "s", "Time from the first notification of a change to its being written");
        foreach (var format in PushFormats.All)
        {
            _notifications.Add(0, new("format", format), new("result", "accepted"));
        }

        _missed.Add(0);
    }

    public void Received(string format, string result) => _notifications.Add(1, new("format", format), new("result", result));

    public void Hinted(string format, string result, int count)
    {
        if (count > 0)
        {
            _hints.Add(count, new("format", format), new("result", result));
        }
    }

    public void Looked(PushResult result) => Looked(result switch
    {
        PushResult.Written => "written",
        PushResult.Deleted => "deleted",
        PushResult.Absent => "absent",
        PushResult.Kept => "kept",
        PushResult.Refused => "refused",
        PushResult.Failed => "failed",
        _ => "unchanged",
    });

    public void GivenUp() => Looked("given_up");

    public void Missed() => _missed.Add(1);

    public void Written(TimeSpan elapsed) => _latency.Record(elapsed.TotalSeconds);

    private void Looked(string result) => _results.Add(1, new KeyValuePair<string, object?>("result", result));
}
