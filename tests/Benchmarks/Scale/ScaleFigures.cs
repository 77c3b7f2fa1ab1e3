using System.Runtime.InteropServices;

namespace ImageStreams.Benchmarks;

/// <summary>How the process does with many streams, and under load: <c>make bench-scale</c>, docs/performance.md.</summary>
internal static class ScaleFigures
{
    public static async Task PrintAsync(IReadOnlyList<string> args, TextWriter output)
    {
        var options = ScaleOptions.Parse(args);
        await output.WriteLineAsync(FormattableString.Invariant(
            $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}; load {await LoadAverageAsync()}\n"));
        var table = new ScaleTable(output);
        await table.BeginAsync();
        foreach (var (row, measure) in (IEnumerable<(string, Func<ScaleOptions, ScaleTable, Task>)>)
            [
                ("layers", LayersFigures.MeasureAsync), ("start", StartFigures.MeasureAsync), ("index", IndexFigures.MeasureAsync),
                ("storm", StormFigures.MeasureAsync), ("plane", PlaneFigures.MeasureAsync), ("soak", SoakFigures.MeasureAsync),
            ])
        {
            if (options.Wants(row))
            {
                await measure(options, table);
            }
        }

        await output.WriteLineAsync($"\nload at the end {await LoadAverageAsync()}");
    }

    private static async Task<string> LoadAverageAsync() => (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
}
