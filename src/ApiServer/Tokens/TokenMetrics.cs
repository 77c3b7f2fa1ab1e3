using System.Diagnostics.Metrics;

namespace ImageStreams.ApiServer;

/// <summary>Counts requests for tokens.</summary>
internal sealed class TokenMetrics
{
    /// <summary>All that was asked for was granted.</summary>
    public const string Issued = "issued";

    /// <summary>Less was granted, perhaps nothing.</summary>
    public const string Trimmed = "trimmed";

    /// <summary>The credentials were no good.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The request was no good.</summary>
    public const string Refused = "refused";

    /// <summary>There were too many.</summary>
    public const string Limited = "limited";

    /// <summary>The cluster could not be asked, or there was no key.</summary>
    public const string Unavailable = "unavailable";

    private readonly Counter<long> _requests;

    public TokenMetrics(IMeterFactory meters)
    {
        _requests = meters.Create("imagestreams.tokens").CreateCounter<long>(
            "imagestreams_tokens_requests_total", null, "Requests for registry tokens, by result: issued, trimmed, unauthorized, refused, limited, unavailable");
        foreach (var result in (string[])[Issued, Trimmed, Unauthorized, Refused, Limited, Unavailable])
        {
            Count(result, 0);
        }
    }

    public void Count(string result) => Count(result, 1);

    private void Count(string result, int requests) => _requests.Add(requests, new KeyValuePair<string, object?>("result", result));
}
