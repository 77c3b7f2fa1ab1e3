using System.Diagnostics.Metrics;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What goes to and fro between us and each registry.</summary>
internal sealed class RegistryMetrics
{
    private readonly RegistryLabels _labels;
    private readonly Counter<long> _requests;
    private Func<IReadOnlyList<RegistryLaneState>> _states = static () => [];

    public RegistryMetrics(Meter meter, RegistryLabels labels)
    {
        _labels = labels;
        _requests = meter.CreateCounter<long>(
            "imagestreams_registry_requests_total",
            null,
            "Requests to registries by result: ok, refused, not_found, limited, failed, other; unreachable and timeout had no answer, held were not sent");
        Observe(meter, "imagestreams_registry_requests_in_flight", "Requests under way", s => s.InFlight);
        Observe(meter, "imagestreams_registry_requests_waiting", "Requests that wait for their turn", s => s.Waiting);
        Observe(meter, "imagestreams_registry_streams_waiting", "Streams that are put off because others wait for the same registry", s => s.WaitingStreams);
        Observe(meter, "imagestreams_registry_breaker_state", "Whether the registry is left alone because it fails: 0 no, 1 it may be back, 2 yes", s => (int)s.Breaker);
        Observe(
            meter,
            "imagestreams_registry_limited_until_timestamp_seconds",
            "Until when not everything is asked of the registry; 0 when everything is",
            s => s.LimitedUntil?.ToUnixTimeSeconds() ?? 0);
    }

    /// <summary>Whom to ask how things stand.</summary>
    public void Watch(Func<IReadOnlyList<RegistryLaneState>> states) => _states = states;

    public void Answered(string registry, int status) => Count(registry, ResultOf(status));

    public void Held(string registry) => Count(registry, "held");

    /// <summary>A request has ended; one that was answered has been counted by its answers.</summary>
    public void Ended(string registry, RegistryException? failure)
    {
        if (failure is { StatusCode: null, Kind: RegistryErrorKind.Unreachable or RegistryErrorKind.Timeout })
        {
            Count(registry, failure.Kind == RegistryErrorKind.Timeout ? "timeout" : "unreachable");
        }
    }

    private static string ResultOf(int status) => status switch
    {
        < 400 => "ok",
        401 or 403 => "refused",
        404 => "not_found",
        429 => "limited",
        >= 500 => "failed",
        _ => "other",
    };

    private void Count(string registry, string result) => _requests.Add(1, _labels.Of(registry), new("result", result));

    // What goes under one label counts together, and the worst of it is shown.
    private void Observe(Meter meter, string name, string description, Func<RegistryLaneState, long> read) => meter.CreateObservableGauge(
        name,
        () => _states().GroupBy(s => _labels.Of(s.Registry)).Select(g => new Measurement<long>(g.Max(read), g.Key)),
        null,
        description);
}
