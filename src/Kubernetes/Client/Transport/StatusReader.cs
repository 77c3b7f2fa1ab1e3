using System.Net;
using System.Text;
using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Makes a typed error of an answer, whatever its body is.</summary>
internal static class StatusReader
{
    private const int MaxBytes = 1 << 20;
    private const int MaxText = 256;

    public static async Task<KubeApiException> ReadAsync(HttpResponseMessage response, KubeRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(response, cancellationToken);
        var sent = Parse(body);
        var status = (sent ?? FromHttp(response, body)) with { Code = (int)response.StatusCode };
        return new KubeApiException(status, request.ToString(), RetryAfter(response, status, time), fromServer: sent is not null);
    }

    /// <summary>The error that stands in a watch's stream.</summary>
    public static KubeApiException FromEvent(ReadOnlySpan<byte> status, KubeRequest request)
    {
        var sent = Parse(status) ?? new Status { Code = 500, Reason = "InternalError", Message = "the watch ended with an error that is no Status" };
        return new KubeApiException(sent, request.ToString(), retryAfter: null, fromServer: true);
    }

    private static Status? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, EntitiesJsonContext.Default.Status) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Status FromHttp(HttpResponseMessage response, byte[] body) => new()
    {
        State = "Failure",
        Reason = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => "BadRequest",
            HttpStatusCode.Unauthorized => "Unauthorized",
            HttpStatusCode.Forbidden => "Forbidden",
            HttpStatusCode.NotFound => "NotFound",
            HttpStatusCode.Conflict => "Conflict",
            HttpStatusCode.Gone => "Expired",
            HttpStatusCode.TooManyRequests => "TooManyRequests",
            HttpStatusCode.ServiceUnavailable => "ServiceUnavailable",
            HttpStatusCode.GatewayTimeout => "Timeout",
            >= HttpStatusCode.InternalServerError => "InternalError",
            _ => "Unknown",
        },
        Message = $"the server answered {(int)response.StatusCode} {response.StatusCode}{Text(response, body)}",
    };

    /// <summary>What proxies and aggregators write as plain text is worth reading; pages and anything else are not.</summary>
    private static string Text(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/plain" || body.Length == 0)
        {
            return "";
        }

        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, MaxText)).ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? "" : $": {text}";
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, Status status, TimeProvider time)
    {
        if (response.Headers.RetryAfter is { } header)
        {
            var wait = header.Delta ?? header.Date - time.GetUtcNow();
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
        }

        return status.Details?.RetryAfterSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.ReadAsync(response, MaxBytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            return []; // the HTTP status says enough
        }
    }
}
