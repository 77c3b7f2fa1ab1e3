using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Resources know five methods; HEAD, OPTIONS and the like are 405, as a kube-apiserver answers them.</summary>
public sealed class ResourceMethodMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;
        return !context.GetRequestInfo().IsResourceRequest
            || HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method)
            || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method)
            ? next(context)
            : throw ApiException.MethodNotAllowed();
    }
}
