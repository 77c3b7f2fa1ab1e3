using System.Diagnostics.Metrics;

namespace ImageStreams.Import.Tests;

public sealed class ImportMetricsTests
{
    [Fact]
    public void Labels_OfManyRegistries_StayBounded()
    {
        using var meter = new Meter("import-metrics-test");
        var registries = new HashSet<string?>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => Listen(instrument, l, meter) };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "registry")
                {
                    registries.Add(tag.Value?.ToString());
                }
            }
        });
        listener.Start();
        var metrics = new ImportMetrics(meter);

        for (var i = 0; i < 200; i++)
        {
            metrics.Refused($"host{i}.example", "NotAllowed");
        }

        registries.Should().HaveCount(ImportMetrics.MaxRegistries + 1).And.Contain("other").And.Contain("host0.example");
    }

    private static void Listen(Instrument instrument, MeterListener listener, Meter meter)
    {
        if (instrument.Meter == meter)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
