using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>For whom the store is asked: what it is told of him, where its warnings go, and when nobody waits for the answer any more.</summary>
/// <param name="UserAgent">How the caller's program calls itself; the store names field managers after it.</param>
/// <param name="RequestId">The id of the request in our log, and in the store's.</param>
/// <param name="Response">Where warnings go; null when nobody is to see them.</param>
/// <param name="CancellationToken">Ends the request.</param>
internal sealed record StoreCaller(string UserAgent, string RequestId, HttpResponse? Response, CancellationToken CancellationToken)
{
    public static StoreCaller Of(HttpContext context) => new(
        context.Request.Headers.UserAgent.ToString(), context.GetRequestId(), context.Response, context.RequestAborted);
}
