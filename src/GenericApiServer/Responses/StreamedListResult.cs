using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;
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
            ResponseTransform.None when format.IsYaml => WriteWholeAsync(httpContext),
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
        writer.WriteString("apiVersion", list.ApiVersion);
        writer.WriteStartArray("items");
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            JsonSerializer.Serialize(writer, item, type);
            await writer.FlushAsync(context.RequestAborted);
            await output.DrainAsync(buffer);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("metadata");
        JsonSerializer.Serialize(writer, list.Metadata(), EntitiesJsonContext.Default.ListMeta);
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
            var node = Node(item);
            rows.Add(builder.Row(node, layout is null ? TableLayouts.Default.Cells(node, now) : layout.Cells(item, now)));
        }

        var table = builder.Table(ListWriting.Metadata(list.Metadata()), layout?.Columns ?? TableLayouts.Default.Columns, rows);
        await ResponseWriting.WriteNodeAsync(context, format, StatusCodes.Status200OK, table);
    }

    private async Task WritePartialAsync(HttpContext context, ResponseFormat format)
    {
        List<JsonObject> items = [];
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            items.Add(TableBuilder.PartialObject(Node(item), format.TransformVersion));
        }

        await ResponseWriting.WriteNodeAsync(context, format, StatusCodes.Status200OK, ListWriting.PartialList(format, list.Metadata(), items));
    }

    private async Task WriteWholeAsync(HttpContext context)
    {
        List<T> items = [];
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            items.Add(item);
        }

        var whole = new KubernetesList<T> { Kind = list.Kind, ApiVersion = list.ApiVersion, Metadata = list.Metadata(), Items = items };
        await new ListResult<T>(whole, type, layout).ExecuteAsync(context);
    }

    private JsonObject Node(T item) => item as JsonObject ?? JsonSerializer.SerializeToNode(item, type)!.AsObject();

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
