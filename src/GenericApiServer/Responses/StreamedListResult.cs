using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>
/// Sends a list item by item. Of a table or a list of metadata only the rows are held; YAML is sorted and so must be held whole.
/// </summary>
internal sealed class StreamedListResult<T>(StreamedList<T> list, JsonTypeInfo<T> type, TableLayout<T>? layout) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateResource(httpContext.Request);
        return format.Transform switch
        {
            ResponseTransform.Table => WriteTableAsync(httpContext, format),
            ResponseTransform.PartialObjectMetadataList => WritePartialAsync(httpContext, format),
            ResponseTransform.None when format.IsYaml => WriteWholeAsync(httpContext, format),
            ResponseTransform.None => StreamAsync(httpContext, format),
            _ => throw ApiException.NotAcceptable($"you requested PartialObjectMetadata, but the requested object is a list ({list.Kind})"),
        };
    }

    private async Task StreamAsync(HttpContext context, ResponseFormat format)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        await using var output = new GrowingBody(context, format.MediaType);
        await using var writer = KubeJson.NewWriter(buffer, format.IsPretty);
        writer.WriteStartObject();
        writer.WriteString("kind", list.Kind);
        writer.WriteString("apiVersion", ApiVersion(context));
        writer.WriteStartArray("items");
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            Write(context, writer, item);
            await writer.FlushAsync(context.RequestAborted);
            await output.DrainAsync(buffer);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("metadata");
        KubeJson.Write(writer, Metadata(context));
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
        if (!format.IsPretty)
        {
            buffer.Write("\n"u8);
        }

        await output.CompleteAsync(buffer);
    }

    private async Task WriteTableAsync(HttpContext context, ResponseFormat format)
    {
        var (builder, now) = (new TableBuilder(context.Request, format), context.Now());
        List<JsonObject> rows = [];
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            var node = ListWriting.AsRow(Node(context, item), list.ItemKind, ApiVersion(context));
            rows.Add(builder.Row(node, layout is null ? TableLayouts.Default.Cells(node, now) : layout.Cells(item, now)));
        }

        var table = builder.Table(Metadata(context), layout?.Columns ?? TableLayouts.Default.Columns, rows);
        await ResponseWriting.WriteNodeAsync(context, format, StatusCodes.Status200OK, table);
    }

    private async Task WritePartialAsync(HttpContext context, ResponseFormat format)
    {
        List<JsonObject> items = [];
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            items.Add(TableBuilder.PartialObject(Node(context, item), format.TransformVersion));
        }

        await ResponseWriting.WriteNodeAsync(context, format, StatusCodes.Status200OK, ListWriting.PartialList(format, list.Metadata(), items));
    }

    private async Task WriteWholeAsync(HttpContext context, ResponseFormat format)
    {
        var items = new JsonArray();
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            items.Add((JsonNode)Node(context, item));
        }

        var whole = new JsonObject { ["kind"] = list.Kind, ["apiVersion"] = ApiVersion(context), ["metadata"] = Metadata(context), ["items"] = items };
        await ResponseWriting.WriteNodeAsync(context, format, StatusCodes.Status200OK, whole);
    }

    private string ApiVersion(HttpContext context) => OlderForm.Of(context)?.ApiVersion ?? list.ApiVersion;

    private JsonObject Metadata(HttpContext context)
    {
        var metadata = ListWriting.Metadata(list.Metadata());
        OlderForm.Of(context)?.ChangeList(metadata);
        return metadata;
    }

    private void Write(HttpContext context, Utf8JsonWriter writer, T item)
    {
        if (OlderForm.Of(context) is null)
        {
            JsonSerializer.Serialize(writer, item, type);
            return;
        }

        KubeJson.Write(writer, Node(context, item));
    }

    private JsonObject Node(HttpContext context, T item)
    {
        var node = item as JsonObject ?? JsonSerializer.SerializeToNode(item, type)!.AsObject();
        OlderForm.Of(context)?.Apply(node);
        return node;
    }

    /// <summary>A body whose length is not known: short ones go out whole, with their length; long ones as they grow, compressed if the caller can read that.</summary>
    private sealed class GrowingBody(HttpContext context, string mediaType) : IAsyncDisposable
    {
        private Stream? _stream;

        public async Task DrainAsync(ArrayBufferWriter<byte> buffer)
        {
            if (buffer.WrittenCount > (_stream is null ? ResponseWriting.GzipThreshold : 32 * 1024))
            {
                await WriteAsync(buffer);
            }
        }

        public Task CompleteAsync(ArrayBufferWriter<byte> buffer) => _stream is null
            ? ResponseWriting.SendAsync(context, buffer.WrittenMemory, mediaType, StatusCodes.Status200OK)
            : WriteAsync(buffer);

        public async ValueTask DisposeAsync()
        {
            if (_stream is GZipStream)
            {
                await _stream.DisposeAsync();
            }
        }

        private async Task WriteAsync(ArrayBufferWriter<byte> buffer)
        {
            _stream ??= ResponseWriting.Begin(context, mediaType, StatusCodes.Status200OK);
            await _stream.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
            buffer.ResetWrittenCount();
        }
    }
}
