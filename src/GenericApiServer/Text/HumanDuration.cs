namespace ImageStreams.GenericApiServer;

/// <summary>Times as tables for people show them.</summary>
/// <remarks>docs/spec/server.md#durations</remarks>
public static class HumanDuration
{
    /// <summary>What tables show for a time that is not known.</summary>
    public const string Unknown = "<unknown>";

    /// <summary>The longest time that the original can count; what is longer counts as this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromTicks(long.MaxValue / 100);

    /// <summary>In words, roughly: <c>About an hour</c>, <c>3 weeks</c>.</summary>
    public static string InWords(TimeSpan duration)
    {
        var d = duration > Longest ? Longest : duration;
        var (seconds, minutes, hours) = ((long)d.TotalSeconds, (long)d.TotalMinutes, (long)(d.TotalHours + 0.5));
        return (seconds, minutes, hours) switch
        {
            ( < 1, _, _) => "Less than a second",
            (1, _, _) => "1 second",
            ( < 60, _, _) => $"{seconds} seconds",
            (_, 1, _) => "About a minute",
            (_, < 60, _) => $"{minutes} minutes",
            (_, _, 1) => "About an hour",
            (_, _, < 48) => $"{hours} hours",
            (_, _, < 24 * 7 * 2) => $"{hours / 24} days",
            (_, _, < 24 * 30 * 2) => $"{hours / 24 / 7} weeks",
            (_, _, < 24 * 365 * 2) => $"{hours / 24 / 30} months",
            _ => $"{(long)d.TotalHours / 24 / 365} years",
        };
    }

    /// <summary>Short, at most two units: <c>5d3h</c>.</summary>
    public static string InShort(TimeSpan duration)
    {
        var d = duration > Longest ? Longest : duration;
        var (seconds, minutes, hours) = ((long)d.TotalSeconds, (long)d.TotalMinutes, (long)d.TotalHours);
        return (seconds, minutes, hours) switch
        {
            ( < -1, _, _) => "<invalid>",
            ( < 0, _, _) => "0s",
            ( < 120, _, _) => $"{seconds}s",
            (_, < 10, _) => Two(minutes, "m", seconds % 60, "s"),
            (_, < 180, _) => $"{minutes}m",
            (_, _, < 8) => Two(hours, "h", minutes % 60, "m"),
            (_, _, < 48) => $"{hours}h",
            (_, _, < 24 * 8) => Two(hours / 24, "d", hours % 24, "h"),
            (_, _, < 24 * 365 * 2) => $"{hours / 24}d",
            (_, _, < 24 * 365 * 8) => Two(hours / 24 / 365, "y", hours / 24 % 365, "d"),
            _ => $"{hours / 24 / 365}y",
        };
    }

    /// <summary>How long ago <paramref name="time"/> was, in short; <see cref="Unknown"/> when it is not known.</summary>
    public static string Age(DateTimeOffset? time, DateTimeOffset now) => time is null ? Unknown : InShort(now - time.Value);

    private static string Two(long major, string majorUnit, long minor, string minorUnit) =>
        minor == 0 ? $"{major}{majorUnit}" : $"{major}{majorUnit}{minor}{minorUnit}";
}
