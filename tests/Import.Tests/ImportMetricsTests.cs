using System.Diagnostics.Metrics;
using ImageStreams.Images;

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

        registries.Should().HaveCount(RegistryLabels.MaxRegistries + 1).And.Contain("other").And.Contain("host0.example");
    }

    [Fact]
    public void Attestations_StartAtZeroAndAreCounted()
    {
        using var meter = new Meter("test");
        var counted = new List<long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => Listen(instrument, l, meter) };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "imagestreams_import_attestations_skipped_total")
            {
                counted.Add(value);
            }
        });
        listener.Start();
        var metrics = new ImportMetrics(meter);
        var request = new ImageRequest { From = "a/b", ImportMode = ImportModes.Legacy, Platform = PlatformPreference.Common };

        metrics.Fetched("quay.io", new ImageResult { Request = request, Image = "x", Attestations = 2 }, TimeSpan.Zero);

        counted.Should().Equal(0, 2);
    }

    private static void Listen(Instrument instrument, MeterListener listener, Meter meter)
    {
        if (instrument.Meter == meter)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
