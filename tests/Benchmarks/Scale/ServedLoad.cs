using System.Globalization;

namespace ImageStreams.Benchmarks;

/// <summary>A load that this process has answered, and what it cost here.</summary>
/// <param name="Load">What the client saw.</param>
/// <param name="Processor">Milliseconds of a processor for a request; other than the rate it depends little on what else the machine does.</param>
/// <param name="Allocated">KiB for a request.</param>
/// <param name="Paused">For how many milliseconds the collector let everything wait.</param>
internal sealed record ServedLoad(Load Load, double Processor, double Allocated, double Paused)
{
    public static async Task<ServedLoad> RunAsync(Uri address, int seconds, int connections, IEnumerable<string> headers)
    {
        var (processor, allocated, paused) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        var load = await Load.RunAsync(address, seconds, connections, headers);
        var requests = load.PerSecond * seconds;
        return new(
            load,
            (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / requests,
            (GC.GetTotalAllocatedBytes() - allocated) / 1024 / requests,
            (GC.GetTotalPauseDuration() - paused).TotalMilliseconds);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ScaleTable.Of(Load)}, {Processor:0.00} ms of a processor");
}
