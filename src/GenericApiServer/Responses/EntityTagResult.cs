using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>A document with an entity tag: 304 for callers who have it already.</summary>
internal sealed class EntityTagResult(TaggedDocument document) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var tag = $"\"{document.Hash}\"";
        response.Headers.ETag = tag;
        response.Headers.Append("Vary", "Accept");
        if (request.Headers.IfNoneMatch.SelectMany(v => (v ?? "").Split(',')).Any(v => v.Trim() == tag || v.Trim() == document.Hash))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return ResponseWriting.SendAsync(httpContext, document.Bytes, document.ContentType, StatusCodes.Status200OK);
    }
}
