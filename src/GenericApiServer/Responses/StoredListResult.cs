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
                Items = [.. list.Items.Select(i => WithType(Parse(i)))],
            };
            return new ListResult<JsonObject>(parsed, KubeJson.ObjectType, layout).ExecuteAsync(httpContext);
        }

        return ResponseWriting.WriteAsync(httpContext, format, StatusCodes.Status200OK, writer => WriteItems(writer, format.IsPretty));
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> item) => new JsonReading(null).Read(item.Span)!.AsObject();

    /// <summary>Outside its list, as in a row of a table, an object has to say what it is.</summary>
    private JsonObject WithType(JsonObject item)
    {
        if (!item.ContainsKey("kind"))
        {
            item.Insert(0, "kind", list.ItemKind);
            item.Insert(1, "apiVersion", list.ApiVersion);
        }

        return item;
    }

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
