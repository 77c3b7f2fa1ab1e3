using System.Buffers;
using System.Globalization;

namespace ImageStreams.GenericApiServer;

/// <summary>Durations as flags and the <c>timeout</c> parameter write them: <c>1h2m3.5s</c>, <c>250ms</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a sequence of numbers with units; <c>0</c> alone needs no unit.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var negative = text.StartsWith('-');
        var rest = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        if (rest is "0")
        {
            return true;
        }

        var ticks = 0m;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out var part))
            {
                return false;
            }

            ticks += part;
        }

        if (ticks > long.MaxValue)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)(negative ? -ticks : ticks));
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> rest, out decimal ticks)
    {
        ticks = 0;
        var numberEnd = rest.IndexOfAnyExcept(NumberCharacters);
        if (numberEnd <= 0 || !decimal.TryParse(rest[..numberEnd], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        rest = rest[numberEnd..];
        var unitEnd = rest.IndexOfAny(NumberCharacters);
        var unit = unitEnd < 0 ? rest : rest[..unitEnd];
        rest = rest[unit.Length..];
        decimal? scale = unit switch
        {
            "ns" => 0.01m,
            "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => null,
        };
        if (scale is null || number > long.MaxValue / TimeSpan.TicksPerHour)
        {
            return false;
        }

        ticks = number * scale.Value;
        return true;
    }
}
