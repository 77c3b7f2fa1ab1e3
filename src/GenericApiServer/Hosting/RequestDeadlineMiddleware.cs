using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace ImageStreams.GenericApiServer;

/// <summary>Ends requests that take too long; the caller may ask for less time by the parameter <c>timeout</c>, not for more.</summary>
public sealed class RequestDeadlineMiddleware(RequestDelegate next, IOptions<GenericApiServerOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var info = context.GetRequestInfo();
        if (info.IsLongRunning || options.Value.IsLongRunning(info))
        {
            await next(context);
            return;
        }

        using var deadline = new RequestDeadline(context, Timeout(context.Request), context.Clock());
        context.Features.Set(deadline);
        await next(context);
    }

    /// <exception cref="ApiException">400 when the parameter is no duration.</exception>
    private TimeSpan Timeout(HttpRequest request)
    {
        var longest = options.Value.RequestTimeout;
        var text = QueryValues.Text(request.Query, "timeout");
        if (text.Length == 0)
        {
            return longest;
        }

        if (!GoDuration.TryParse(text, out var asked))
        {
            throw ApiException.BadRequest($"invalid timeout specified in the request URL - time: invalid duration {GoText.Quote(text)}");
        }

        return asked > TimeSpan.Zero && asked < longest ? asked : longest;
    }
}
