using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Plain text, not to be taken for anything else by a browser.</summary>
internal sealed class TextResult(string text, int code) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return ResponseWriting.SendAsync(httpContext, Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", code);
    }
}
