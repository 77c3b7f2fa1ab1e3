using System.Text;

namespace ImageStreams.Benchmarks;

/// <summary>Streams that come, change and go while layers and tags are asked for and tags watched: does anything grow?</summary>
internal static class SoakFigures
{
    private const int Samples = 20;
    private const int ChangesPerSecond = 20;
    private const int ReadsPerSecond = 50;

    public static async Task MeasureAsync(ScaleOptions options, ScaleTable table)
    {
        await using var cluster = await ScaleCluster.StartAsync(options.Kubeconfig, $"{options.Data}-soak");
        var data = new ScaleData(options.Streams, options.Tags, options.Layers);
        await data.EnsureAsync(cluster);
        await using var run = RunProcess.Start(options.Program, cluster.Kubeconfig);
        await run.UntilAsync("imagestreams_cache_objects{resource=\"images.image.openshift.io\"}", options.Streams * options.Tags);
        using var end = new CancellationTokenSource();
        var counts = new int[2];
        var work = (Task[])[ChangeAsync(cluster, data, options, counts, end.Token), ReadAsync(run, options, counts, end.Token), WatchAsync(run, end.Token)];
        var period = TimeSpan.FromMinutes(options.Minutes) / Samples;
        for (var sample = 0; sample <= Samples; sample++)
        {
            await (work.FirstOrDefault(w => w.IsFaulted) ?? Task.CompletedTask);
            await table.AddAsync(
                FormattableString.Invariant($"minute {(period * sample).TotalMinutes:0}"),
                $"{run.Resident:0} MiB, {run.Handles} handles, {run.Sockets} sockets, {run.Threads} threads; {counts[0]} changes, {counts[1]} reads so far");
            await Task.Delay(sample == Samples ? TimeSpan.Zero : period, TimeProvider.System);
        }

        await end.CancelAsync();
        await Task.WhenAll(work);
    }

    private static async Task ChangeAsync(ScaleCluster cluster, ScaleData data, ScaleOptions options, int[] counts, CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ChangesPerSecond));
        for (var i = 0; await WaitAsync(timer, end); i++)
        {
            var extra = options.Streams + (i / 2 % 50); // comes, and goes the next time
            if (i % 4 == 0)
            {
                await data.PutAsync(cluster, extra);
            }
            else if (i % 4 == 3)
            {
                await DeleteAsync(cluster, options, options.Streams + ((i - 3) / 2 % 50));
            }
            else
            {
                var stream = i % options.Streams;
                var path = $"{ScaleData.Stored}/namespaces/{ScaleData.NamespaceOf(stream)}/imagestreams/{ScaleData.NameOf(stream)}";
                await cluster.SendAsync(
                    HttpMethod.Patch, path, Encoding.UTF8.GetBytes($$$"""{"metadata":{"annotations":{"soak":"{{{i}}}"} } }"""), "application/merge-patch+json");
            }

            counts[0]++;
        }
    }

    private static async Task DeleteAsync(ScaleCluster cluster, ScaleOptions options, int stream)
    {
        await cluster.SendAsync(HttpMethod.Delete, $"{ScaleData.Stored}/namespaces/{ScaleData.NamespaceOf(stream)}/imagestreams/{ScaleData.NameOf(stream)}", "{}"u8.ToArray());
        for (var tag = 0; tag < options.Tags; tag++)
        {
            await cluster.SendAsync(HttpMethod.Delete, $"{ScaleData.Stored}/images/{ScaleData.ImageNameOf(stream, tag).Replace(':', '-')}", "{}"u8.ToArray());
        }
    }

    private static async Task ReadAsync(RunProcess run, ScaleOptions options, int[] counts, CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / ReadsPerSecond));
        for (var i = 0; await WaitAsync(timer, end); i++)
        {
            var stream = i * 7 % options.Streams;
            var ns = $"/apis/image.openshift.io/v1/namespaces/{ScaleData.NamespaceOf(stream)}";
            var path = (i % 3) switch
            {
                0 => $"{ns}/imagestreams/{ScaleData.NameOf(stream)}/layers",
                1 => $"{ns}/imagestreamtags?limit=50",
                _ => $"{ns}/imagestreamtags/{ScaleData.NameOf(stream)}:v0",
            };
            using var response = await run.Http.GetAsync(new Uri(run.Address, path), CancellationToken.None);
            response.EnsureSuccessStatusCode();
            counts[1]++;
        }
    }

    /// <summary>A watch of all tags, which ends and begins again now and then.</summary>
    private static async Task WatchAsync(RunProcess run, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await using var events = await run.Http.GetStreamAsync(
                    new Uri(run.Address, "/apis/image.openshift.io/v1/imagestreamtags?watch=true&timeoutSeconds=45"), end);
                await events.CopyToAsync(Stream.Null, end);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
