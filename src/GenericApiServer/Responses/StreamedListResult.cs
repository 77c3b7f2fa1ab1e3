using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Sends a list item by item, also as a table or as metadata, so that nobody who reads slowly makes us hold it. YAML is sorted and so must be held whole.</summary>
internal sealed class StreamedListResult<T>(StreamedList<T> list, JsonTypeInfo<T> type, TableLayout<T>? layout) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var format = ResponseFormat.NegotiateResource(httpContext.Request);
        var form = FormOf(httpContext, format);
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        if (format.IsYaml)
        {
            await WriteAsync(httpContext, form, KubeJson.NewWriter(buffer), _ => Task.CompletedTask, buffer);
            await ResponseWriting.WriteUtf8Async(httpContext, format, StatusCodes.Status200OK, buffer.WrittenMemory);
            return;
        }

        await using var output = new GrowingBody(httpContext, format.MediaType);
        await WriteAsync(httpContext, form, KubeJson.NewWriter(buffer, format.IsPretty), output.DrainAsync, buffer);
        if (!format.IsPretty)
        {
            buffer.Write("\n"u8);
        }

        await output.CompleteAsync(buffer);
    }

    private async Task WriteAsync(HttpContext context, Form form, Utf8JsonWriter writer, Func<ArrayBufferWriter<byte>, Task> drain, ArrayBufferWriter<byte> buffer)
    {
        await using var owned = writer;
        writer.WriteStartObject();
        foreach (var (name, value) in form.Head)
        {
            writer.WritePropertyName(name);
            KubeJson.Write(writer, value);
        }

        writer.WriteStartArray(form.ItemsName);
        await foreach (var item in list.Items.WithCancellation(context.RequestAborted))
        {
            form.WriteItem(writer, item);
            await writer.FlushAsync(context.RequestAborted);
            await drain(buffer);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("metadata");
        KubeJson.Write(writer, Metadata(context));
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    private Form FormOf(HttpContext context, ResponseFormat format) => format.Transform switch
    {
        ResponseTransform.Table => TableForm(context, new TableBuilder(context.Request, format)),
        ResponseTransform.PartialObjectMetadataList => new(
            Head("PartialObjectMetadataList", $"meta.k8s.io/{format.TransformVersion}"),
            "items",
            (writer, item) => KubeJson.Write(writer, TableBuilder.PartialObject(Node(context, item), format.TransformVersion))),
        ResponseTransform.None => new(Head(list.Kind, ApiVersion(context)), "items", (writer, item) => WriteItem(context, writer, item)),
        _ => throw ApiException.NotAcceptable($"you requested PartialObjectMetadata, but the requested object is a list ({list.Kind})"),
    };

    private Form TableForm(HttpContext context, TableBuilder builder)
    {
        var now = context.Now();
        return new(builder.Head(layout?.Columns ?? TableLayouts.Default.Columns), "rows", (writer, item) =>
        {
            var node = ListWriting.AsRow(Node(context, item), list.ItemKind, ApiVersion(context));
            KubeJson.Write(writer, builder.Row(node, layout is null ? TableLayouts.Default.Cells(node, now) : layout.Cells(item, now)));
        });
    }

    private static JsonObject Head(string kind, string apiVersion) => new() { ["kind"] = kind, ["apiVersion"] = apiVersion };

    private string ApiVersion(HttpContext context) => OlderForm.Of(context)?.ApiVersion ?? list.ApiVersion;

    private JsonObject Metadata(HttpContext context)
    {
        var metadata = ListWriting.Metadata(list.Metadata());
        OlderForm.Of(context)?.ChangeList(metadata);
        return metadata;
    }

    private void WriteItem(HttpContext context, Utf8JsonWriter writer, T item)
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

    /// <summary>What stands around the items, and how they are written.</summary>
    private sealed record Form(JsonObject Head, string ItemsName, Action<Utf8JsonWriter, T> WriteItem);
}
