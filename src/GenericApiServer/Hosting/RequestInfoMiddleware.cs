using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Reads what a request is about.</summary>
public sealed class RequestInfoMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.SetRequestInfo(RequestInfo.Parse(context.Request.Method, context.GetDecodedPath(), context.Request.Query));
        return next(context);
    }
}
