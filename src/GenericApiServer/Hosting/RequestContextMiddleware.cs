using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Gives every request an id, says that answers are nobody else's to keep, and counts it.</summary>
public sealed class RequestContextMiddleware(RequestDelegate next, ServerLifecycle lifecycle, ApiServerMetrics metrics)
{
    private const int MaxIdLength = 64;

    public async Task InvokeAsync(HttpContext context)
    {
        context.SetRequestId(IdOf(context.Request.Headers["Audit-Id"].ToString()));
        context.Response.Headers.CacheControl = "no-cache, private";
        if (lifecycle.IsStopping && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        var (clock, started) = (context.Clock(), context.Clock().GetTimestamp());
        lifecycle.Enter();
        try
        {
            await next(context);
        }
        finally
        {
            lifecycle.Leave();
            if (context.Features.Get<RequestInfo>() is { } info)
            {
                metrics.Record(info, context.Response.StatusCode, clock.GetElapsedTime(started));
            }
        }
    }

    /// <summary>The id that a proxy in front has given, if it looks like one.</summary>
    private static string IdOf(string given) =>
        given.Length is > 0 and <= MaxIdLength && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? given : Guid.NewGuid().ToString();
}
