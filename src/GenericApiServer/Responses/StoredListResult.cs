using System.Buffers;
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

        return format.IsYaml
            ? ResponseWriting.WriteAsync(httpContext, format, StatusCodes.Status200OK, writer => WriteItems(writer, format.IsPretty))
            : StreamAsync(httpContext, format);
    }

    /// <summary>The items are the store's own; what is made of them goes out in pieces, so that nobody who reads slowly makes us hold it.</summary>
    private async Task StreamAsync(HttpContext context, ResponseFormat format)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        await using var output = new GrowingBody(context, format.MediaType);
        await using var writer = KubeJson.NewWriter(buffer, format.IsPretty);
        ListWriting.WriteHead(writer, list.Kind, list.ApiVersion, list.Metadata);
        foreach (var item in list.Items)
        {
            WriteItem(writer, item, format.IsPretty);
            await writer.FlushAsync(context.RequestAborted);
            await output.DrainAsync(buffer);
        }

        ListWriting.WriteFoot(writer);
        await writer.FlushAsync(context.RequestAborted);
        if (!format.IsPretty)
        {
            buffer.Write("\n"u8);
        }

        await output.CompleteAsync(buffer);
    }

    private static void WriteItem(Utf8JsonWriter writer, ReadOnlyMemory<byte> item, bool pretty)
    {
        if (pretty)
        {
            KubeJson.Write(writer, Parse(item));
            return;
        }

        writer.WriteRawValue(item.Span, skipInputValidation: true);
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> item) => new JsonReading(null).Read(item.Span)!.AsObject();

    private void WriteItems(Utf8JsonWriter writer, bool pretty)
    {
        ListWriting.WriteHead(writer, list.Kind, list.ApiVersion, list.Metadata);
        foreach (var item in list.Items)
        {
            WriteItem(writer, item, pretty);
        }

        ListWriting.WriteFoot(writer);
    }
}
