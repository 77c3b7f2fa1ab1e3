using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Answers in the forms that the Kubernetes API has.</summary>
public static class KubeResults
{
    /// <summary>A <see cref="Entities.Status"/> with its own code.</summary>
    public static IResult Status(Status status) => new StatusResult(status);

    private sealed class StatusResult(Status status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var body = KubeJson.ToUtf8(status, EntitiesJsonContext.Default.Status);
            httpContext.Response.StatusCode = status.Code ?? StatusCodes.Status200OK;
            httpContext.Response.ContentType = "application/json";
            httpContext.Response.ContentLength = body.Length;
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
