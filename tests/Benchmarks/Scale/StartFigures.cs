namespace ImageStreams.Benchmarks;

/// <summary>How soon the program is ready at an idle, empty control plane, and what memory it takes.</summary>
internal static class StartFigures
{
    private const int Times = 11; // the first one warms what the system caches

    public static async Task MeasureAsync(ScaleOptions options, ScaleTable table)
    {
        await using var cluster = await ScaleCluster.StartAsync(null, $"{options.Data}-start");
        List<(double Seconds, double Ready, double Settled)> starts = [];
        for (var i = 0; i < Times; i++)
        {
            await using var run = RunProcess.Start(options.Program, cluster.Kubeconfig, "--leader-elect=false");
            var ready = await run.FirstAnswerAsync("/readyz");
            var resident = run.Resident;
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
            starts.Add((ready.TotalSeconds, resident, run.Resident));
        }

        starts.RemoveAt(0);
        await table.AddAsync(
            $"start at an empty control plane, median of {starts.Count}",
            $"ready in {Median(starts.Select(s => s.Seconds)):0.00} s, {Median(starts.Select(s => s.Ready)):0} MiB then, {Median(starts.Select(s => s.Settled)):0} MiB 3 s later");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
