using System.Diagnostics;
using System.Globalization;
using System.Text;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Benchmarks;

/// <summary>All streams change at once: each gets a tag to import. The registry is in this process and takes any number of requests.</summary>
internal static class StormFigures
{
    private const string Queue = "imagestreams_queue_wait_seconds";
    private const string StatusWrites = "imagestreams_import_status_writes_total";
    private const int WritersAtATime = 16;
    private const int Storms = 3; // does the next one take more memory than the one before?

    public static async Task MeasureAsync(ScaleOptions options, ScaleTable table)
    {
        await using var cluster = await ScaleCluster.StartAsync(options.Kubeconfig, options.Data);
        await new ScaleData(options.Streams, options.Tags, options.Layers).EnsureAsync(cluster);
        await using var registry = await LocalRegistryHost.StartAsync(
            new LocalRegistryOptions { Directory = Path.Combine(options.Data, "registry") }, NullLoggerFactory.Instance, default);
        var image = await PushAsync(registry.Host);
        var settings = Path.Combine(Path.GetFullPath(options.Data), "storm.yaml");
        await File.WriteAllTextAsync(settings, """
            {apiVersion: config.imagestreams/v1alpha1, kind: ImageStreamsConfiguration, schedule: {enabled: false}, limits: {requestsPerSecondPerRegistry: 100000}}
            """);
        await using var run = RunProcess.Start(options.Program, cluster.Kubeconfig, "--leader-elect=false", "--config", settings);
        await run.UntilAsync("imagestreams_cache_objects{resource=\"images.image.openshift.io\"}", options.Streams * options.Tags);
        await run.UntilAsync("imagestreams_cache_lists_total{resource=\"imagestreams.image.openshift.io\"}", 1);
        await table.AddAsync("memory before", $"{run.Resident:0} MiB, {run.Peak:0} MiB at most so far");
        for (var storm = 0; storm < Storms; storm++)
        {
            await StormAsync(cluster, run, options.Streams, image, table);
        }

        await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System);
        await table.AddAsync("memory 25 s afterwards", $"{run.Resident:0} MiB");
    }

    private static async Task StormAsync(ScaleCluster cluster, RunProcess run, int streams, string image, ScaleTable table)
    {
        var (waits, writes) = (await WaitsAsync(run), await run.MetricAsync(StatusWrites));
        var began = Stopwatch.GetTimestamp();
        await ChangeAllAsync(cluster, streams, image);
        var changed = Stopwatch.GetElapsedTime(began);
        while (await run.MetricAsync(StatusWrites) - writes < streams && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(10))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        var all = Stopwatch.GetElapsedTime(began);
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        await table.AddAsync(
            $"all {streams} streams changed, in {changed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
            $"all imported {all.TotalSeconds:0.0} s after the first change; {await run.MetricAsync(StatusWrites) - writes:0} status writes; p99 queue wait at most {Percentile(await WaitsAsync(run), waits)} s; {run.Peak:0} MiB at most so far, {run.Resident:0} MiB 10 s afterwards");
    }

    private static Task ChangeAllAsync(ScaleCluster cluster, int streams, string image)
    {
        var name = $"storm-{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var tag = $$"""{"name":"{{name}}","from":{"kind":"DockerImage","name":"{{image}}"},"generation":2,"importPolicy":{"insecure":true},"referencePolicy":{"type":"Source"} }""";
        var patch = Encoding.UTF8.GetBytes($$"""[{"op":"add","path":"/spec/tags/-","value":{{tag}}}]""");
        return Parallel.ForEachAsync(Enumerable.Range(0, streams), new ParallelOptions { MaxDegreeOfParallelism = WritersAtATime }, async (stream, _) => await cluster.SendAsync(
            HttpMethod.Patch,
            $"{ScaleData.Stored}/namespaces/{ScaleData.NamespaceOf(stream)}/imagestreams/{ScaleData.NameOf(stream)}",
            patch,
            "application/json-patch+json"));
    }

    private static async Task<string> PushAsync(string host)
    {
        using var transport = new RegistryTransport(new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        var sample = SampleImage.Create(1);
        var push = transport.PushClient(
            RepositoryName.Of(ImageReference.Parse($"{host}/scale/app")), new RegistryAccess(AnonymousKeychain.Instance, Insecure: true));
        await sample.PushAsync(push, "latest", sample.OciManifest, default);
        return $"{host}/scale/app:latest";
    }

    /// <summary>How many items waited no longer than so many seconds.</summary>
    private static async Task<SortedDictionary<double, double>> WaitsAsync(RunProcess run)
    {
        var buckets = new SortedDictionary<double, double>();
        foreach (var line in (await run.MetricsTextAsync()).Split('\n').Where(l => l.StartsWith($"{Queue}_bucket", StringComparison.Ordinal)))
        {
            var bound = line.Split("le=\"")[1].Split('"')[0];
            var seconds = bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
            buckets[seconds] = buckets.GetValueOrDefault(seconds) + double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
        }

        return buckets;
    }

    private static double Percentile(SortedDictionary<double, double> after, SortedDictionary<double, double> before)
    {
        var all = after.Values.Last() - before.Values.LastOrDefault();
        return after.First(b => b.Value - before.GetValueOrDefault(b.Key) >= 0.99 * all).Key;
    }
}
