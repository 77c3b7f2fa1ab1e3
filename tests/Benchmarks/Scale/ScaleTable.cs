using System.Globalization;

namespace ImageStreams.Benchmarks;

/// <summary>The table that is printed: a line as soon as it is known.</summary>
internal sealed class ScaleTable(TextWriter output)
{
    public Task BeginAsync() => output.WriteLineAsync("| what | measured |\n|---|---|");

    public Task AddAsync(string what, FormattableString measured) =>
        output.WriteLineAsync($"| {what} | {measured.ToString(CultureInfo.InvariantCulture)} |");

    public static string Of(Load load) =>
        string.Create(CultureInfo.InvariantCulture, $"{load.PerSecond:0}/s, p50 {load.Half:0.0} ms, p99 {load.Most:0.0} ms{(load.Failed > 0 ? $", {load.Failed} failed" : "")}");
}
