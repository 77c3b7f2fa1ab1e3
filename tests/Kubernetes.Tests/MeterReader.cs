using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes.Tests;

/// <summary>Adds up what the instruments of one meter report.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MeterReader(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _listener.Start();
    }

    /// <summary>The sum of a series, <c>null</c> when it was never reported; tags as <c>a=b,c=d</c>. Observed instruments are asked now.</summary>
    public double? Value(string instrument, string tags)
    {
        foreach (var key in _values.Keys.Where(key => key.StartsWith("observed ", StringComparison.Ordinal)))
        {
            _values.TryRemove(key, out _);
        }

        _listener.RecordObservableInstruments();
        return _values.TryGetValue($"observed {instrument}{{{tags}}}", out var observed) ? observed
            : _values.TryGetValue($"{instrument}{{{tags}}}", out var value) ? value
            : null;
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        var prefix = instrument.IsObservable ? "observed " : "";
        _values.AddOrUpdate($"{prefix}{instrument.Name}{{{labels}}}", value, (_, sum) => sum + value);
    }
}
