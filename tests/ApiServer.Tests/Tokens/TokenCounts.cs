using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ImageStreams.ApiServer.Tests;

/// <summary>The requests for tokens that one process has counted since; others in this one are not.</summary>
internal sealed class TokenCounts : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly MeterListener _listener = new();

    public TokenCounts(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name == "imagestreams_tokens_requests_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => _counts.AddOrUpdate((string)tags[0].Value!, value, (_, before) => before + value));
        _listener.Start();
    }

    /// <summary>In the order of the results.</summary>
    public string Text => string.Join(' ', _counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}"));

    public void Dispose() => _listener.Dispose();
}
