using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>An object whose JSON is there already. Callers who want it in another form get it made of that.</summary>
internal sealed class ReadyResult(ReadyDocument document) : IResult
{
    /// <summary>What one TLS record holds, and all that is held for a caller who does not read (docs/spec/server.md#slow-readers).</summary>
    private const int PieceBytes = 16 * 1024;

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
            return SendAsync(response, document.Plain, context.RequestAborted);
        }

        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
        response.ContentLength = document.GzipLength;
        return SendAsync(response, document.Gzip, context.RequestAborted);
    }

    /// <summary>Fills piece after piece; left to itself, the server would cut what it is given into blocks of 4 KiB and encrypt each by itself.</summary>
    private static async Task SendAsync(HttpResponse response, IEnumerable<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        await response.StartAsync(cancellationToken); // what is written before the headers is copied twice
        var (writer, room) = (response.BodyWriter, Memory<byte>.Empty);
        foreach (var part in parts)
        {
            for (var rest = part; !rest.IsEmpty;)
            {
                room = room.IsEmpty ? writer.GetMemory(PieceBytes)[..PieceBytes] : room;
                var count = Math.Min(rest.Length, room.Length);
                rest[..count].CopyTo(room);
                (rest, room) = (rest[count..], room[count..]);
                if (room.IsEmpty)
                {
                    writer.Advance(PieceBytes);
                    await writer.FlushAsync(cancellationToken);
                }
            }
        }

        writer.Advance(room.IsEmpty ? 0 : PieceBytes - room.Length);
        await writer.FlushAsync(cancellationToken);
    }
}
