using System.Diagnostics.Metrics;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>Counts imports. Registries are labels, up to <see cref="RegistryLabels.MaxRegistries"/> of them; images, tags and namespaces never are.</summary>
public sealed class ImportMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ImageStreams.Import";

    private readonly RegistryLabels _labels = new();
    private readonly Counter<long> _fetches;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _images;
    private readonly Counter<long> _attestations;
    private readonly Counter<long> _statusWrites;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _deferred;
    private readonly Counter<long> _unreadable;

    public ImportMetrics(IMeterFactory meters)
        : this(meters.Create(MeterName))
    {
    }

    internal ImportMetrics(Meter meter)
    {
        Registries = new RegistryMetrics(meter, _labels);
        _fetches = meter.CreateCounter<long>("imagestreams_import_fetches_total", null, "Images looked for in registries, by result: new, known, failed");
        _failures = meter.CreateCounter<long>("imagestreams_import_failures_total", null, "Failed imports by registry and reason");
        _duration = meter.CreateHistogram<double>("imagestreams_import_fetch_duration_seconds", "s", "Time that the import of one image took");
        _images = meter.CreateCounter<long>("imagestreams_import_images_created_total", null, "Image objects created");
        _attestations = meter.CreateCounter<long>("imagestreams_import_attestations_skipped_total", null, "Entries of lists of manifests that are attestations and no images");
        _statusWrites = meter.CreateCounter<long>("imagestreams_import_status_writes_total", null, "Statuses of image streams written");
        _conflicts = meter.CreateCounter<long>("imagestreams_import_conflicts_total", null, "Writes that were decided again because the stream had changed");
        _deferred = meter.CreateCounter<long>("imagestreams_import_deferred_total", null, "Streams put off because others were waiting for the same registry");
        _unreadable = meter.CreateCounter<long>("imagestreams_import_unreadable_streams_total", null, "Image streams left alone because their fields have wrong types");
        foreach (var counter in (Counter<long>[])[_images, _attestations, _statusWrites, _conflicts, _deferred, _unreadable])
        {
            counter.Add(0);
        }
    }

    internal RegistryMetrics Registries { get; }

    /// <summary>A stream whose stored fields have wrong types was left alone.</summary>
    public void Unreadable() => _unreadable.Add(1);

    internal void Fetched(string registry, ImageResult result, TimeSpan elapsed)
    {
        var label = Label(registry);
        var outcome = result.Failure is not null ? "failed" : result.Fetched.Count > 0 ? "new" : "known";
        _fetches.Add(1, label, new("result", outcome));
        _duration.Record(elapsed.TotalSeconds, label);
        _attestations.Add(result.Attestations);
        if (result.Failure is { } failure)
        {
            Failed(label, failure);
        }
    }

    internal void Refused(string registry, string reason) => _failures.Add(1, Label(registry), new("reason", reason));

    internal void ImageCreated() => _images.Add(1);

    internal void StatusWritten() => _statusWrites.Add(1);

    internal void Conflicted() => _conflicts.Add(1);

    internal void Deferred() => _deferred.Add(1);

    private void Failed(KeyValuePair<string, object?> label, ImportFailure failure) => _failures.Add(1, label, new("reason", failure.Reason));

    private KeyValuePair<string, object?> Label(string registry) => _labels.Of(registry);
}
