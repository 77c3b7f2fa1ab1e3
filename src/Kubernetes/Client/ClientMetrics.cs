using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace ImageStreams.Kubernetes;

/// <summary>Counts what the client sends and what it cannot read.</summary>
internal sealed class ClientMetrics
{
    private static readonly HttpMethod[] Methods = [HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete];

    private readonly Counter<long> _requests;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _decodeFailures;

    public ClientMetrics(Meter meter)
    {
        _requests = meter.CreateCounter<long>("imagestreams_client_requests_total", null, "Requests to the Kubernetes API by method and HTTP status");
        _retries = meter.CreateCounter<long>("imagestreams_client_retries_total", null, "Requests to the Kubernetes API that were sent again");
        _duration = meter.CreateHistogram<double>(
            "imagestreams_client_request_duration_seconds", "s", "Time until the Kubernetes API began to answer");
        _decodeFailures = meter.CreateCounter<long>(
            "imagestreams_client_decode_failures_total", null, "Objects that were left out because their fields have wrong types");
        foreach (var method in Methods)
        {
            _retries.Add(0, Method(method));
        }

        _decodeFailures.Add(0);
    }

    public void Answered(HttpMethod method, HttpStatusCode? status, TimeSpan elapsed)
    {
        var code = status is null ? "error" : ((int)status).ToString(CultureInfo.InvariantCulture);
        _requests.Add(1, Method(method), new("code", code));
        _duration.Record(elapsed.TotalSeconds, Method(method));
    }

    public void Retried(HttpMethod method) => _retries.Add(1, Method(method));

    public void DecodeFailed(DecodeFailure failure) => _decodeFailures.Add(1, new KeyValuePair<string, object?>("resource", failure.Kind.GroupResource));

    private static KeyValuePair<string, object?> Method(HttpMethod method) => new("method", method.Method);
}
