using System.Globalization;
using System.Net.Http.Headers;

namespace ImageStreams.Oci;

/// <summary>Reads the headers by which registries tell what is left: several drafts of one idea, and what came before them.</summary>
internal static class RateLimitHeaders
{
    private const long EarliestMoment = 1_000_000_000; // what is larger is no number of seconds to wait, but a time

    private static readonly string[] Prefixes = ["RateLimit-", "X-RateLimit-"];

    public static RegistryRateLimit? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        foreach (var prefix in Prefixes)
        {
            // Docker Hub: "ratelimit-limit: 100;w=21600", "ratelimit-remaining: 76;w=21600".
            if (Text(headers, $"{prefix}Remaining") is { } remaining && Number(Parts(remaining)[0]) is { } left)
            {
                var limit = Parts(Text(headers, $"{prefix}Limit") ?? "");
                var window = Parameter(Parts(remaining), "w") ?? Parameter(limit, "w");
                return new RegistryRateLimit(left, Number(limit[0]), Seconds(window), Wait(Number(Text(headers, $"{prefix}Reset") ?? ""), now));
            }
        }

        // "RateLimit: limit=100, remaining=50, reset=5", and later drafts' "RateLimit: \"policy\";r=50;t=5".
        var together = Parts(Text(headers, "RateLimit") ?? "");
        return (Parameter(together, "remaining") ?? Parameter(together, "r")) is { } some
            ? new RegistryRateLimit(some, Parameter(together, "limit"), null, Wait(Parameter(together, "reset") ?? Parameter(together, "t"), now))
            : null;
    }

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;

    private static string[] Parts(string text) => text.Split([';', ','], StringSplitOptions.TrimEntries);

    private static long? Parameter(string[] parts, string name) => parts
        .Where(p => p.StartsWith($"{name}=", StringComparison.OrdinalIgnoreCase))
        .Select(p => Number(p[(name.Length + 1)..]))
        .FirstOrDefault();

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= uint.MaxValue ? number : null;

    private static TimeSpan? Seconds(long? seconds) => seconds is { } number ? TimeSpan.FromSeconds(number) : null;

    private static TimeSpan? Wait(long? reset, DateTimeOffset now)
    {
        if (reset is not > EarliestMoment)
        {
            return Seconds(reset);
        }

        var wait = DateTimeOffset.FromUnixTimeSeconds(reset.Value) - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
