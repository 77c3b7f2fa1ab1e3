using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Collects what instruments measure and shows it in the text format of Prometheus.</summary>
/// <remarks>docs/spec/server.md#metrics</remarks>
public sealed class PrometheusEndpoint : IDisposable
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen to the meters whose names begin with one of <paramref name="meters"/>.</summary>
    public PrometheusEndpoint(params IReadOnlyList<string> meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.Any(m => instrument.Meter.Name.StartsWith(m, StringComparison.Ordinal)))
            {
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>All families, in the order of their names.</summary>
    public string Render()
    {
        lock (_lock)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }
        }

        _listener.RecordObservableInstruments();
        var output = new StringBuilder();
        lock (_lock)
        {
            foreach (var family in _families.Values)
            {
                family.Write(output);
            }
        }

        return output.ToString();
    }

    public Task InvokeAsync(HttpContext context) =>
        ResponseWriting.SendAsync(context, Encoding.UTF8.GetBytes(Render()), ContentType, StatusCodes.Status200OK);

    public void Dispose() => _listener.Dispose();

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        (state as MetricFamily)?.Record(value, tags);

    /// <summary>Instruments that come out under one name share a family.</summary>
    private MetricFamily FamilyOf(Instrument instrument)
    {
        var family = new MetricFamily(instrument);
        lock (_lock)
        {
            if (_families.TryGetValue(family.Name, out var known))
            {
                return known;
            }

            _families[family.Name] = family;
            return family;
        }
    }
}
