using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Passes requests on to aggregated servers and their answers back, as they come (docs/spec/aggregation.md#proxy).</summary>
internal sealed partial class AggregationProxy(BackendClients clients, ILogger<AggregationProxy> logger)
{
    private const int BufferSize = 32 << 10;
    private const int LargeBody = 1 << 20;

    /// <summary>Told when a server could not be reached, so that its availability is looked at without delay.</summary>
    public event Action<string>? Unreachable;

    public async Task ForwardAsync(HttpContext context, RemoteApi api)
    {
        if (!api.IsAvailable)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "service unavailable");
            return;
        }

        using var request = Request(context, api.Backend);
        HttpResponseMessage response;
        try
        {
            response = await clients.SendAsync(api.Backend, request, context.RequestAborted);
        }
        catch (Exception e) when (IsUnreachable(e, context))
        {
            LogUnreachable(e, api.Name, context.Request.Path);
            Unreachable?.Invoke(api.Name);
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, $"error trying to reach service: {e.Message}");
            return;
        }

        using (response)
        {
            await AnswerAsync(context, response);
        }
    }

    private static bool IsUnreachable(Exception e, HttpContext context) =>
        !context.RequestAborted.IsCancellationRequested && e is HttpRequestException or SocketException or AuthenticationException or IOException
            or TaskCanceledException { InnerException: TimeoutException };

    private static HttpRequestMessage Request(HttpContext context, Backend backend)
    {
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), Target(context, backend));
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            request.Content = new StreamContent(context.Request.Body, BufferSize);

            // A backend that refuses a body unread does not take it either, and while it is sent the refusal would not be seen.
            request.Headers.ExpectContinue = context.Request.ContentLength > LargeBody;
        }

        ForwardedHeaders.Copy(context.Request.Headers, request);
        ForwardedHeaders.AddUser(request.Headers, context.GetUser());
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", context.Request.Host.Value);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        request.Headers.Remove("Audit-Id");
        request.Headers.TryAddWithoutValidation("Audit-Id", context.GetRequestId());
        return request;
    }

    // As it was sent, character by character: what was authorized is what the backend sees.
    private static Uri Target(HttpContext context, Backend backend)
    {
        if (context.GetDecodedPath().Split('/').Any(s => s is "." or ".."))
        {
            throw ApiException.BadRequest("the path has segments that only consist of dots");
        }

        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = raw is ['/', ..] ? raw : context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        return new Uri(
            $"https://{backend.Host}:{backend.Port}{target}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        if (code is >= 300 and < 400 and not StatusCodes.Status304NotModified)
        {
            // The caller would send his credentials wherever the backend likes (CVE-2022-3172).
            await AnswerAsync(context, StatusCodes.Status502BadGateway, "the backend attempted to redirect this request, which is not permitted");
            return;
        }

        context.Response.StatusCode = code;
        ForwardedHeaders.Copy(response, context.Response.Headers);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await CopyAsync(body, context);
    }

    // The head and each piece go out as they come: a watch may say nothing for an hour.
    private static async Task CopyAsync(Stream body, HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
            {
                await context.WithPatienceAsync(context.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task AnswerAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    [LoggerMessage(LogLevel.Warning, "The server of API service {ApiService} could not be reached for {Path}")]
    private partial void LogUnreachable(Exception exception, string apiService, PathString path);
}
