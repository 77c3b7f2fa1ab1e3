using System.Diagnostics.Metrics;

namespace ImageStreams.GenericApiServer;

/// <summary>What a server tells about its requests.</summary>
public sealed class ApiServerMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "imagestreams.apiserver";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    public ApiServerMetrics(IMeterFactory meters, ServerLifecycle lifecycle)
    {
        var meter = meters.Create(MeterName);
        _requests = meter.CreateCounter<long>("imagestreams_apiserver_requests", description: "Requests answered, by verb, resource and code.");
        _duration = meter.CreateHistogram<double>("imagestreams_apiserver_request_duration", "s", "Time from request to answer; watches are not counted.");
        meter.CreateObservableGauge("imagestreams_apiserver_requests_in_flight", () => lifecycle.InFlight, description: "Requests being served, watches included.");
    }

    /// <summary>
    /// Counts one request. What is not served here has no resource label: the names in such paths are anybody's invention.
    /// </summary>
    internal void Record(RequestInfo request, int code, TimeSpan elapsed)
    {
        var resource = request.IsResourceRequest && code is < 400 or 409 or 410 or 422 ? request.Resource : "";
        var verb = request.IsResourceRequest ? request.Verb : "";
        _requests.Add(1, new KeyValuePair<string, object?>("verb", verb), new KeyValuePair<string, object?>("resource", resource), new KeyValuePair<string, object?>("code", code));
        if (!request.IsLongRunning)
        {
            _duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("verb", verb), new KeyValuePair<string, object?>("resource", resource));
        }
    }
}
