using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>A list, in the form and shape that the caller accepts.</summary>
internal sealed class ListResult<T>(KubernetesList<T> list, JsonTypeInfo<T> type, TableLayout<T>? layout) : IResult
{
    private IReadOnlyList<T> Items => list.Items ?? [];

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateResource(httpContext.Request);
        return format.Transform switch
        {
            ResponseTransform.None => ResponseWriting.WriteAsync(httpContext, format, StatusCodes.Status200OK, WriteItems),
            ResponseTransform.Table => ResponseWriting.WriteNodeAsync(httpContext, format, StatusCodes.Status200OK, Table(httpContext, format)),
            ResponseTransform.PartialObjectMetadataList =>
                ResponseWriting.WriteNodeAsync(httpContext, format, StatusCodes.Status200OK, Partial(format)),
            _ => throw ApiException.NotAcceptable($"you requested PartialObjectMetadata, but the requested object is a list ({list.Kind})"),
        };
    }

    private void WriteItems(Utf8JsonWriter writer)
    {
        ListWriting.WriteHead(writer, list.Kind, list.ApiVersion, list.Metadata);
        foreach (var item in Items)
        {
            JsonSerializer.Serialize(writer, item, type);
        }

        ListWriting.WriteFoot(writer);
    }

    private JsonObject Node(T item) => item as JsonObject ?? JsonSerializer.SerializeToNode(item, type)!.AsObject();

    private JsonObject Table(HttpContext context, ResponseFormat format)
    {
        var builder = new TableBuilder(context.Request, format);
        var now = context.Now();
        var itemKind = list.Kind is { } kind && kind.EndsWith("List", StringComparison.Ordinal) ? kind[..^"List".Length] : "";
        var rows = Items.Select(item =>
        {
            var node = ListWriting.AsRow(Node(item), itemKind, list.ApiVersion);
            return builder.Row(node, layout is null ? TableLayouts.Default.Cells(node, now) : layout.Cells(item, now));
        });
        return builder.Table(ListWriting.Metadata(list.Metadata), layout?.Columns ?? TableLayouts.Default.Columns, rows);
    }

    private JsonObject Partial(ResponseFormat format) =>
        ListWriting.PartialList(format, list.Metadata, Items.Select(i => TableBuilder.PartialObject(Node(i), format.TransformVersion)));
}
