using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>
/// Gives handlers JSON where a caller sent protocol buffers, as kubectl does for built-in kinds. Stands behind the aggregator: what another
/// server answers goes there as it came.
/// </summary>
internal sealed class ProtobufBodyMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType?.Split(';')[0].Trim() == ProtobufEnvelope.MediaType)
        {
            var body = await RequestBody.ReadAsync(context, context.RequestAborted);
            if (!body.IsEmpty && Convert(body) is { } json)
            {
                request.Body = new MemoryStream(json);
                request.ContentType = "application/json";
                request.ContentLength = json.Length;
            }
        }

        await next(context);
    }

    /// <summary>The body as JSON; null for kinds that are not known as messages, which handlers then refuse by their media type.</summary>
    private static byte[]? Convert(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ProtobufEnvelope.Read(body.Span) is { } document ? KubeJson.ToUtf8(document) : null;
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest($"the object provided is unrecognized: {e.Message}", e);
        }
    }
}
