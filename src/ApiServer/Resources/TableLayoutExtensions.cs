using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Layouts for objects that come as JSON, as in watches.</summary>
internal static class TableLayoutExtensions
{
    extension<T>(TableLayout<T> layout)
    {
        public TableLayout<JsonObject> ForJson(JsonTypeInfo<T> type) =>
            new(layout.Columns, (json, now) => layout.Cells(JsonSerializer.Deserialize(json, type)!, now));
    }
}
