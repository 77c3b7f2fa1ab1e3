using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageStreams.ApiServer;

/// <summary>
/// Lets old paths mean what they are called today, before anybody looks at the request: so it is authorized, and answered, as that. Only the form of the
/// answer is the old one.
/// </summary>
internal sealed class LegacyPathMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestFeature>() is { RawTarget: { } target } request && LegacyPath.TryParse(target.Split('?', 2)[0], out var legacy))
        {
            context.Features.Set(legacy);
            context.Features.Set(LegacyForm.Of(legacy));
            request.RawTarget = legacy.Current + target[target.Split('?', 2)[0].Length..];
            context.Request.Path = Uri.UnescapeDataString(legacy.Current);
        }

        return next(context);
    }

    /// <exception cref="ApiException">405: the old paths can only be read.</exception>
    public static void EnsureReads(HttpContext context)
    {
        if (context.Features.Get<LegacyPath>() is not null && context.GetRequestInfo().Verb is not ("get" or "list"))
        {
            throw ApiException.MethodNotAllowed();
        }
    }
}
