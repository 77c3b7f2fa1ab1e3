using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>One object as JSON text: sent as it is, unless the caller wants a table or only its metadata.</summary>
internal sealed class ServedObjectResult(ReadOnlyMemory<byte> json, TableLayout<JsonObject> layout, int code) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateResource(httpContext.Request);
        var result = format.Transform == ResponseTransform.None
            ? KubeResults.Document(json, code)
            : KubeResults.Object(JsonNode.Parse(json.Span)!.AsObject(), layout, code);
        return result.ExecuteAsync(httpContext);
    }
}
