using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Writes the events of one watch in the shape that the caller wants.</summary>
internal sealed class WatchEventWriting(PipeWriter output, HttpContext context, ResponseFormat format, WatchSettings settings)
{
    private readonly TableBuilder? _tables = format.Transform == ResponseTransform.Table ? new TableBuilder(context.Request, format) : null;
    private bool _columnsAreOut;

    public void Write(WatchNotification notification)
    {
        output.Write("{\"type\":\""u8);
        output.Write(System.Text.Encoding.ASCII.GetBytes(notification.Type));
        output.Write("\",\"object\":"u8);
        output.Write(Shape(notification).Span);
        output.Write("}\n"u8);
    }

    private ReadOnlyMemory<byte> Shape(WatchNotification notification)
    {
        if (format.Transform == ResponseTransform.None || notification.Type == WatchNotification.Failed)
        {
            return notification.Resource;
        }

        var item = new JsonReading(null).Read(notification.Resource.Span)!.AsObject();
        return KubeJson.ToUtf8(_tables is null ? TableBuilder.PartialObject(item, format.TransformVersion) : Table(_tables, item));
    }

    /// <summary>Only the first table of a watch has columns.</summary>
    private JsonObject Table(TableBuilder tables, JsonObject item)
    {
        var layout = settings.Layout ?? TableLayouts.Default;
        var columns = _columnsAreOut ? null : layout.Columns;
        _columnsAreOut = true;
        return tables.Table(TableBuilder.MetadataOf(item), columns, [tables.Row(item, layout.Cells(item, context.Now()))]);
    }
}
