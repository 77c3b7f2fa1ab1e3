using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>A list whose items are JSON texts: they are copied as they are unless another shape is wanted.</summary>
internal sealed class StoredListResult(StoredList list, TableLayout<JsonObject>? layout) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateResource(httpContext.Request);
        if (format.Transform != ResponseTransform.None)
        {
            var parsed = new KubernetesList<JsonObject>
            {
                Kind = list.Kind,
                ApiVersion = list.ApiVersion,
                Metadata = list.Metadata,
                Items = [.. list.Items.Select(i => ListWriting.AsRow(Parse(i), list.ItemKind, list.ApiVersion))],
            };
            return new ListResult<JsonObject>(parsed, KubeJson.ObjectType, layout).ExecuteAsync(httpContext);
        }

        return ResponseWriting.WriteAsync(httpContext, format, StatusCodes.Status200OK, writer => WriteItems(writer, format.IsPretty));
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> item) => new JsonReading(null).Read(item.Span)!.AsObject();

    private void WriteItems(Utf8JsonWriter writer, bool pretty)
    {
        ListWriting.WriteHead(writer, list.Kind, list.ApiVersion, list.Metadata);
        foreach (var item in list.Items)
        {
            if (pretty)
            {
                KubeJson.Write(writer, Parse(item));
            }
            else
            {
                writer.WriteRawValue(item.Span, skipInputValidation: true);
            }
        }

        ListWriting.WriteFoot(writer);
    }
}
