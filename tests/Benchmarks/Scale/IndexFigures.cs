using System.Diagnostics;
using System.Globalization;

namespace ImageStreams.Benchmarks;

/// <summary>A whole cluster in memory: how soon requests are answered, how soon everything is known, what it takes, and what idling costs.</summary>
internal static class IndexFigures
{
    public static async Task MeasureAsync(ScaleOptions options, ScaleTable table)
    {
        await using var cluster = await ScaleCluster.StartAsync(options.Kubeconfig, options.Data);
        await new ScaleData(options.Streams, options.Tags, options.Layers).EnsureAsync(cluster);
        var images = options.Streams * options.Tags;
        await table.AddAsync("data", $"{options.Streams} streams, {images} tags, {images} images of {options.Layers} layers");
        var alone = await ListAsync(cluster);

        await using var run = RunProcess.Start(options.Program, cluster.Kubeconfig);
        var last = options.Streams - 1;
        var layers = $"/apis/image.openshift.io/v1/namespaces/{ScaleData.NamespaceOf(last)}/imagestreams/{ScaleData.NameOf(last)}/layers";
        await table.AddAsync("first answer, of layers, after process start", $"{(await run.FirstAnswerAsync(layers)).TotalSeconds:0.00} s");
        await table.AddAsync("ready", $"{(await run.FirstAnswerAsync("/readyz")).TotalSeconds:0.00} s");
        var full = await UntilFullAsync(run, images, 1);
        await table.AddAsync("index full", $"{full.TotalSeconds:0.0} s ({images / full.TotalSeconds:0} images/s; read and thrown away by another client: {images / alone.TotalSeconds:0}/s)");
        await TellAsync(table, run, "memory after start");

        if (cluster.IsEmbedded)
        {
            await ListAgainAsync(table, cluster, run, images);
        }

        var (writes, processor) = (await WritesAsync(run), run.Processor);
        var idle = TimeSpan.FromMinutes(options.Quiet);
        await Task.Delay(idle, TimeProvider.System);
        var lease = Math.Ceiling(idle / TimeSpan.FromSeconds(2));
        await table.AddAsync(
            "idle",
            $"{(run.Processor - processor) / idle:0.0%} of a processor; {await WritesAsync(run) - writes:0} API writes in {idle.TotalMinutes:0} min, of which the Lease is {lease}");
    }

    /// <summary>How long it takes counts from when the control plane is back: the waits of those who have tried in vain are part of it.</summary>
    private static async Task ListAgainAsync(ScaleTable table, ScaleCluster cluster, RunProcess run, int images)
    {
        run.ForgetPeak();
        await cluster.RestartAsync();
        var (back, processor) = (run.Age, run.Processor);
        var full = await UntilFullAsync(run, images, 2);
        await table.AddAsync("listed again", $"{(full - back).TotalSeconds:0.0} s after the control plane was back, {(run.Processor - processor).TotalSeconds:0.0} s of processor time");
        await TellAsync(table, run, "memory after everything was listed again");
    }

    private static Task<double> WritesAsync(RunProcess run) => SumAsync(run, "imagestreams_client_requests_total{", "GET");

    private static async Task<double> SumAsync(RunProcess run, string series, string except) => (await run.MetricsTextAsync()).Split('\n')
        .Where(l => l.StartsWith(series, StringComparison.Ordinal) && !l.Contains($"\"{except}\"", StringComparison.Ordinal))
        .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static async Task<TimeSpan> UntilFullAsync(RunProcess run, int images, int lists)
    {
        await run.UntilAsync("imagestreams_cache_lists_total{resource=\"imagestreams.image.openshift.io\"}", lists);
        await run.UntilAsync("imagestreams_cache_lists_total{resource=\"images.image.openshift.io\"}", lists);
        return await run.UntilAsync("imagestreams_cache_objects{resource=\"images.image.openshift.io\"}", images);
    }

    private static async Task TellAsync(ScaleTable table, RunProcess run, string what)
    {
        var full = run.Resident;
        await Task.Delay(TimeSpan.FromSeconds(15), TimeProvider.System);
        await table.AddAsync(what, $"{full:0} MiB when full, {run.Resident:0} MiB 15 s later, {run.Peak:0} MiB at most meanwhile; {run.Processor.TotalSeconds:0.0} s of processor time so far");
    }

    /// <summary>How long it takes to read all images and look at none.</summary>
    private static async Task<TimeSpan> ListAsync(ScaleCluster cluster)
    {
        var began = Stopwatch.GetTimestamp();
        for (var next = ""; ;)
        {
            var page = await cluster.Admin.GetRawAsync($"{ScaleData.Stored}/images?limit=500&continue={next}", default);
            var at = page.AsSpan(0, Math.Min(page.Length, 4096));
            next = NextOf(at) ?? NextOf(page) ?? "";
            if (next.Length == 0)
            {
                return Stopwatch.GetElapsedTime(began);
            }
        }
    }

    private static string? NextOf(ReadOnlySpan<byte> page)
    {
        var reader = new System.Text.Json.Utf8JsonReader(page, isFinalBlock: false, default);
        while (reader.Read())
        {
            if (reader.TokenType == System.Text.Json.JsonTokenType.PropertyName && reader.ValueTextEquals("continue"u8))
            {
                return reader.Read() ? reader.GetString() : null;
            }

            if (reader.TokenType == System.Text.Json.JsonTokenType.PropertyName && reader.ValueTextEquals("items"u8) && !reader.TrySkip())
            {
                return null;
            }
        }

        return null;
    }
}
