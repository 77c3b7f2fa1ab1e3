using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>Speaks to the control plane as ourselves, and turns its refusals into answers for our caller.</summary>
/// <remarks>Only JSON is accepted from it: names in anything else could not be translated.</remarks>
internal sealed partial class StoreChannel(KubernetesClient client, ILogger<StoreChannel> logger)
{
    private const int MaxStatusBytes = 1 << 20;
    private const int MaxDocumentBytes = 32 << 20;

    /// <summary>Sends, and hands out an answer of success as soon as its head is there.</summary>
    /// <exception cref="ApiException">The control plane refused, or is not there.</exception>
    public async Task<HttpResponseMessage> OpenAsync(StoreRequest request, StoreCaller caller)
    {
        using var message = MessageOf(request, caller);
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(message, caller.CancellationToken);
        }
        catch (HttpRequestException e)
        {
            LogUnreachable(e, request.Method.Method, request.Path);
            throw ApiException.ServiceUnavailable("the control plane that keeps the objects cannot be reached", retryAfterSeconds: 1);
        }

        if (response.IsSuccessStatusCode)
        {
            PassOnWarnings(response, caller);
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(request, response, caller.CancellationToken);
        }
    }

    /// <summary>Sends, and reads the whole answer.</summary>
    /// <exception cref="ApiException">As <see cref="OpenAsync"/>.</exception>
    public async Task<StoreAnswer> SendAsync(StoreRequest request, StoreCaller caller)
    {
        using var response = await OpenAsync(request, caller);
        return new((int)response.StatusCode, await ReadAsync(response, MaxDocumentBytes, caller.CancellationToken));
    }

    private static HttpRequestMessage MessageOf(StoreRequest request, StoreCaller caller)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(request.Target, UriKind.Relative));
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("Audit-Id", caller.RequestId);
        if (caller.UserAgent.Length > 0)
        {
            message.Headers.TryAddWithoutValidation("User-Agent", caller.UserAgent);
        }

        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new(request.ContentType) } };
        }

        return message;
    }

    private static void PassOnWarnings(HttpResponseMessage response, StoreCaller caller)
    {
        if (caller.Response is not { HasStarted: false } own || !response.Headers.TryGetValues("Warning", out var warnings))
        {
            return;
        }

        foreach (var warning in warnings.Select(StatusTranslation.ToServed).Where(w => !own.Headers.Warning.Contains(w)))
        {
            own.Headers.Append("Warning", warning);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(limit, cancellationToken);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ApiException.ServiceUnavailable("the control plane broke off its answer", retryAfterSeconds: 1);
        }
    }

    private async Task<ApiException> RefusalAsync(StoreRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = ParseStatus(await ReadAsync(response, MaxStatusBytes, cancellationToken));
        var refusal = StoreRefusal.Of((int)response.StatusCode, status);
        if (refusal.Code >= 500)
        {
            LogRefused(request.Method.Method, request.Path, (int)response.StatusCode, status?.Message ?? "");
        }

        return refusal;
    }

    private static Status? ParseStatus(byte[] body)
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

    [LoggerMessage(LogLevel.Warning, "{Method} /{Path}: the control plane cannot be reached")]
    private partial void LogUnreachable(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Warning, "{Method} /{Path}: the control plane answered {Code}: {Message}")]
    private partial void LogRefused(string method, string path, int code, string message);
}
