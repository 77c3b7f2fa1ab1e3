using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageStreams.Benchmarks;

/// <summary>What a load with Debian's <c>wrk</c> came to.</summary>
/// <param name="PerSecond">Requests answered in a second.</param>
/// <param name="Half">Half of them were answered in this time, in milliseconds.</param>
/// <param name="Most">99 of 100 were.</param>
/// <param name="Failed">Answers that were none of success, and connections that broke.</param>
internal sealed partial record Load(double PerSecond, double Half, double Most, int Failed)
{
    /// <param name="address">What is asked for.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="connections">By how many at a time.</param>
    /// <param name="headers">With which headers.</param>
    /// <param name="script">A Lua script of wrk; null for none.</param>
    public static async Task<Load> RunAsync(Uri address, int seconds, int connections, IEnumerable<string> headers, string? script = null)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [
                "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s"), "--latency", "--timeout", "30s",
                .. headers.SelectMany(h => (string[])["-H", h]), .. script is null ? [] : (string[])["-s", script], address.ToString(),
            ])
        {
            start.ArgumentList.Add(argument);
        }

        using var wrk = Process.Start(start)!;
        var text = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return new(
            double.Parse(Rate().Match(text).Groups[1].Value, CultureInfo.InvariantCulture),
            Milliseconds(Median().Match(text)),
            Milliseconds(Percentile99().Match(text)),
            Failures().Matches(text).Sum(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    private static double Milliseconds(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        * (match.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 });

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"\s50%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Median();

    [GeneratedRegex(@"\s99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile99();

    [GeneratedRegex(@"(?:Non-2xx or 3xx responses: |connect |read |write |timeout )(\d+)")]
    private static partial Regex Failures();
}
