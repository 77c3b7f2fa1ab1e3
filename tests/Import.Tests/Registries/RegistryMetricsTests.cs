using System.Diagnostics.Metrics;
using ImageStreams.Images;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#a-registry-that-is-down: what the metrics show.</summary>
public sealed class RegistryMetricsTests : IDisposable
{
    private readonly Meter _meter = new("registries");
    private readonly ManualTimeProvider _time = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _values = [];
    private readonly ImportMetrics _metrics;
    private readonly RegistryGate _gate;

    public RegistryMetricsTests()
    {
        _metrics = new ImportMetrics(_meter);
        _gate = new RegistryGate(new ImportSettingsSource(new ImportSettings { RequestsPerRegistry = 1, StreamsPerRegistry = 1 }), _metrics, _time);
        _metrics.Registries.Watch(() => _gate.States);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = $"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}}}";
            _values[name] = instrument is Counter<long> ? _values.GetValueOrDefault(name) + value : value;
        });
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Gauges_ShowWhatGoesOnAtEachRegistry()
    {
        var release = new TaskCompletionSource<int>();
        var running = Enumerable.Range(0, 3).Select(_ => RunAsync(() => release.Task)).ToList();
        using var place = _gate.TryAdmit("quay.io", new StreamKey("a", "1"));
        _gate.TryAdmit("quay.io", new StreamKey("a", "2"));

        Read();
        Of("requests_in_flight").Should().Be(1);
        Of("requests_waiting").Should().Be(2);
        Of("streams_waiting").Should().Be(1);
        Of("breaker_state").Should().Be(0);
        Of("limited_until_timestamp_seconds").Should().Be(0);

        release.SetResult(1);
        await Task.WhenAll(running);
        for (var i = 0; i < 5; i++)
        {
            await FluentActions.Awaiting(() => RunAsync(() => throw new RegistryException(RegistryErrorKind.Unreachable, "gone", null))).Should().ThrowAsync<RegistryException>();
        }

        await FluentActions.Awaiting(() => RunAsync(() => Task.FromResult(1))).Should().ThrowAsync<RegistryHeldException>();
        Read();
        Of("breaker_state").Should().Be(2);
        Of("limited_until_timestamp_seconds").Should().Be(_time.GetUtcNow().AddSeconds(15).ToUnixTimeSeconds());
        Requests("unreachable").Should().Be(5);
        Requests("held").Should().Be(1);
    }

    [Theory]
    [InlineData(200, "ok")]
    [InlineData(304, "ok")]
    [InlineData(401, "refused")]
    [InlineData(404, "not_found")]
    [InlineData(418, "other")]
    [InlineData(429, "limited")]
    [InlineData(503, "failed")]
    public void Requests_AreCountedByWhatCameOfThem(int status, string result)
    {
        _gate.Note("quay.io", "", new RegistryAnswer(status, null));

        Requests(result).Should().Be(1);
    }

    private Task<int> RunAsync(Func<Task<int>> request) =>
        _gate.RunAsync(new RegistryTurn { Registry = "quay.io", Namespace = "ns" }, request, CancellationToken.None);

    private void Read() => _listener.RecordObservableInstruments();

    private long Of(string gauge) => _values[$"imagestreams_registry_{gauge}{{registry=quay.io}}"];

    private long Requests(string result) => _values.GetValueOrDefault($"imagestreams_registry_requests_total{{registry=quay.io,result={result}}}");
}
