using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>One object, in the form and shape that the caller accepts.</summary>
internal sealed class ObjectResult<T>(T value, JsonTypeInfo<T> type, TableLayout<T>? layout, int code) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateResource(httpContext.Request);
        return format.Transform switch
        {
            ResponseTransform.None when OlderForm.Of(httpContext) is not null => ResponseWriting.WriteNodeAsync(httpContext, format, code, Node(httpContext)),
            ResponseTransform.None => ResponseWriting.WriteAsync(httpContext, format, code, w => JsonSerializer.Serialize(w, value, type)),
            ResponseTransform.Table => ResponseWriting.WriteNodeAsync(httpContext, format, code, Table(httpContext, format)),
            ResponseTransform.PartialObjectMetadata =>
                ResponseWriting.WriteNodeAsync(httpContext, format, code, TableBuilder.PartialObject(Node(httpContext), format.TransformVersion)),
            _ => throw ApiException.NotAcceptable(
                $"you requested PartialObjectMetadataList, but the requested object is not a list ({Node(httpContext)["kind"]})"),
        };
    }

    private JsonObject Node(HttpContext context)
    {
        var node = value as JsonObject ?? JsonSerializer.SerializeToNode(value, type)!.AsObject();
        OlderForm.Of(context)?.Apply(node);
        return node;
    }

    private JsonObject Table(HttpContext context, ResponseFormat format)
    {
        var builder = new TableBuilder(context.Request, format);
        var node = Node(context);
        var cells = layout is null ? TableLayouts.Default.Cells(node, default) : layout.Cells(value, context.Now());
        return builder.Table(TableBuilder.MetadataOf(node), layout?.Columns ?? TableLayouts.Default.Columns, [builder.Row(node, cells)]);
    }
}
