using System.Globalization;
using System.Text.RegularExpressions;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Times and durations in explanations.</summary>
internal static partial class ExplainedTime
{
    /// <summary>What a process that begins now remembers: nothing, and that it has dealt with what was due before.</summary>
    public static ImportMemory Memory(DateTimeOffset now) => new() { Since = now };

    public static string Text(DateTimeOffset time) => KubeTimeConverter.ToText(time);

    /// <summary>As an annotation would say it: <c>1h30m</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        (long Count, string Unit)[] parts = [((long)duration.TotalHours, "h"), (duration.Minutes, "m"), (duration.Seconds, "s")];
        return string.Concat(parts.Where(p => p.Count > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count}{p.Unit}")));
    }

    /// <summary>Until when a registry is left alone, if a failure says so.</summary>
    public static DateTimeOffset? LimitOf(string reason, string message) =>
        reason is ImportReasons.RateLimited or ImportReasons.TooManyRequests
        && Until().Match(message) is { Success: true } match
        && DateTimeOffset.TryParse(match.Groups["time"].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            ? until.ToUniversalTime()
            : null;

    [GeneratedRegex(@"until (?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z)")]
    private static partial Regex Until();
}
