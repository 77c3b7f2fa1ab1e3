using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Benchmarks;

/// <summary>What imports cost, in requests and in time, beside the least that they could: <c>make bench-import</c>, docs/performance.md.</summary>
internal static class ImportFigures
{
    private const int RequestsPerImage = 2;

    private static readonly int[] Tags = [1, 10, 50, 500];
    private static readonly TimeSpan[] RoundTrips = [TimeSpan.Zero, TimeSpan.FromMilliseconds(50)];

    public static async Task PrintAsync(TextWriter output)
    {
        await WriteAsync(output, $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription}");
        await WriteAsync(output, $"\n| what is imported | requests |\n|---|---|");
        await WriteAsync(output, $"| an image that the cluster does not have | {await CountAsync(platforms: 0, ImportModes.Legacy)} |");
        await WriteAsync(output, $"| the same, asked for by its digest | {await CountByDigestAsync()} |");
        await WriteAsync(output, $"| the same tag again, unchanged | {await CountAgainAsync(streams: 1)} |");
        await WriteAsync(output, $"| the same tag again, unchanged, for 100 streams together | {await CountAgainAsync(streams: 100)} |");
        foreach (var platforms in (int[])[1, 4, 16])
        {
            await WriteAsync(output, $"| an index of {platforms} platforms, `Legacy` | {await CountAsync(platforms, ImportModes.Legacy)} |");
            await WriteAsync(output, $"| an index of {platforms} platforms, `PreserveOriginal` | {await CountAsync(platforms, ImportModes.PreserveOriginal)} |");
        }

        await TimeAsync(1, TimeSpan.Zero, ImportSite.Defaults); // what is compiled and connected first is not measured
        await WriteAsync(output, $"\nWith the default limits:");
        await WriteTimesAsync(output, Tags, ImportSite.Defaults);
        await WriteAsync(output, $"\nWith `requestsPerSecondPerRegistry: 10000` and `requestsPerRegistry: 32`:");
        await WriteTimesAsync(output, [500], ImportSite.Defaults with { RequestsPerSecondPerRegistry = 10_000, RequestsPerRegistry = 32 });
    }

    private static async Task WriteTimesAsync(TextWriter output, IEnumerable<int> numbers, ImportSettings settings)
    {
        await WriteAsync(output, $"\n| new tags | round trip | requests | seconds | least seconds |\n|---|---|---|---|---|");
        foreach (var (roundTrip, tags) in RoundTrips.SelectMany(r => numbers.Select(n => (r, n))))
        {
            var (requests, seconds, least) = await TimeAsync(tags, roundTrip, settings);
            await WriteAsync(output, $"| {tags} | {roundTrip.TotalMilliseconds} ms | {requests} | {seconds:0.00} | {least:0.00} |");
        }
    }

    private static Task WriteAsync(TextWriter output, FormattableString line) => output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));

    private static async Task<int> CountAsync(int platforms, string importMode)
    {
        await using var site = await ImportSite.StartAsync(TimeSpan.Zero, ImportSite.Defaults, TimeProvider.System);
        var images = Enumerable.Range(0, Math.Max(1, platforms))
            .Select(i => SampleImage.Create(new SampleImageOptions { Seed = i, Architecture = i == 0 ? "amd64" : $"arch{i}" })).ToArray();
        site.Serve("latest", platforms == 0 ? images[0].OciManifest : SampleIndex.Oci(images).Manifest, images);
        site.Apply("s", importMode, ["latest"]);
        await site.ImportAsync("s", ImportMemory.None, TimeProvider.System.GetUtcNow());
        return site.Registry.Requests.Count(r => r.Path != "/v2/");
    }

    private static async Task<int> CountByDigestAsync()
    {
        await using var site = await ImportSite.StartAsync(TimeSpan.Zero, ImportSite.Defaults, TimeProvider.System);
        var image = SampleImage.Create(1);
        site.Serve("latest", image.OciManifest, image);
        site.Apply("s", image.OciManifest.Digest);
        await site.ImportAsync("s", ImportMemory.None, TimeProvider.System.GetUtcNow());
        return site.Registry.Requests.Count(r => r.Path != "/v2/");
    }

    private static async Task<int> CountAgainAsync(int streams)
    {
        var time = new ManualTimeProvider();
        await using var site = await ImportSite.StartAsync(TimeSpan.Zero, ImportSite.Defaults, time);
        var image = SampleImage.Create(1);
        site.Serve("latest", image.OciManifest, image);
        for (var i = 0; i < streams; i++)
        {
            site.Apply($"s{i}", ImportModes.Legacy, ["latest"]);
            await site.ImportAsync($"s{i}", ImportMemory.None, time.GetUtcNow());
        }

        var (before, memory) = (site.Registry.Requests.Count, new ImportMemory { Since = time.GetUtcNow() });
        time.Advance(site.Settings.Plan.Interval);
        for (var i = 0; i < streams; i++)
        {
            await site.ImportAsync($"s{i}", memory, time.GetUtcNow());
        }

        return site.Registry.Requests.Count - before;
    }

    private static async Task<(int Requests, double Seconds, double Least)> TimeAsync(int tags, TimeSpan roundTrip, ImportSettings settings)
    {
        await using var site = await ImportSite.StartAsync(roundTrip, settings, TimeProvider.System);
        for (var i = 0; i < tags; i++)
        {
            var image = SampleImage.Create(i);
            site.Serve($"t{i}", image.OciManifest, image);
        }

        site.Apply("s", ImportModes.Legacy, Enumerable.Range(0, tags).Select(i => $"t{i}"));
        var began = Stopwatch.GetTimestamp();
        await site.ImportAsync("s", ImportMemory.None, TimeProvider.System.GetUtcNow());
        return (site.Registry.Requests.Count, Stopwatch.GetElapsedTime(began).TotalSeconds, Least(tags, roundTrip, site.Settings));
    }

    /// <summary>What the requests of one image take one after the other, what all take by so many at a time, and what the rate allows after the burst.</summary>
    private static double Least(int tags, TimeSpan roundTrip, ImportSettings settings)
    {
        var requests = tags * RequestsPerImage;
        var inTurn = roundTrip.TotalSeconds * RequestsPerImage;
        var together = Math.Ceiling(requests / (double)settings.RequestsPerRegistry) * roundTrip.TotalSeconds;
        var byRate = (requests - (settings.RequestsPerSecondPerRegistry * 2.0)) / settings.RequestsPerSecondPerRegistry;
        return Math.Max(byRate, Math.Max(inTurn, together));
    }
}
