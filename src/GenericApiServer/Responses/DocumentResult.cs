using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>A document of one shape.</summary>
internal sealed class DocumentResult(Func<HttpRequest, ResponseFormat> negotiate, ReadOnlyMemory<byte> json, int code) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        ResponseWriting.WriteUtf8Async(httpContext, negotiate(httpContext.Request), code, json);
}
