using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>An object whose JSON is there already. Callers who want it in another form get it made of that.</summary>
internal sealed class ReadyResult(ReadyDocument document) : IResult
{
    private const int FlushBytes = 96 * 1024;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateResource(httpContext.Request);
        return format is { Transform: ResponseTransform.None, IsYaml: false, IsPretty: false } && OlderForm.Of(httpContext) is null
            ? SendAsync(httpContext, format)
            : KubeResults.Object((JsonObject)KubeJson.Parse(document.ToArray())!).ExecuteAsync(httpContext);
    }

    private Task SendAsync(HttpContext context, ResponseFormat format)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = format.MediaType;
        if (document.Length <= ResponseWriting.GzipThreshold || !ResponseWriting.AcceptsGzip(context.Request))
        {
            response.ContentLength = document.Length;
            return SendAsync(response.BodyWriter, document.Plain, context.RequestAborted);
        }

        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
        response.ContentLength = document.GzipLength;
        return SendAsync(response.BodyWriter, document.Gzip, context.RequestAborted);
    }

    private static async Task SendAsync(PipeWriter writer, IEnumerable<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        var gathered = 0;
        foreach (var part in parts)
        {
            writer.Write(part.Span);
            gathered += part.Length;
            if (gathered >= FlushBytes)
            {
                await writer.FlushAsync(cancellationToken);
                gathered = 0;
            }
        }

        await writer.FlushAsync(cancellationToken);
    }
}
