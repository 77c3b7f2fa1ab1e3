using System.Net;

namespace ImageStreams.Kubernetes;

/// <summary>Whether and when a failed request is sent again (docs/spec/client.md#retries).</summary>
internal sealed class RetryPolicy(KubernetesClientOptions options, Func<double> random)
{
    private static readonly TimeSpan Base = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait before attempt <paramref name="attempt"/> + 1, or <c>null</c> to give up.</summary>
    public TimeSpan? DelayAfter(int attempt, KubeRequest request, Exception failure)
    {
        if (attempt >= options.MaxAttempts || !MayRepeat(request, failure))
        {
            return null;
        }

        var backOff = Min(Base * Math.Pow(2, attempt - 1), Max) * (0.5 + (random() / 2));
        if (failure is not KubeApiException { RetryAfter: { } asked })
        {
            return backOff;
        }

        // Asked clients all wait equally long; the back-off on top spreads them.
        return asked <= options.MaxRetryAfter ? asked + (asked > TimeSpan.Zero ? backOff / 2 : backOff) : null;
    }

    private static bool MayRepeat(KubeRequest request, Exception failure) => failure switch
    {
        KubeApiException { StatusCode: HttpStatusCode.TooManyRequests } => true, // refused before anything was done
        KubeApiException e => request.Repeatable && (int)e.StatusCode is (500 or 502 or 503 or 504),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => false,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => true, // never sent
        HttpRequestException or IOException => request.Repeatable,
        _ => false,
    };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
