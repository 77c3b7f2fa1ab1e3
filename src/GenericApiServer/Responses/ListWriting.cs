using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>What all lists have around their items.</summary>
internal static class ListWriting
{
    public static void WriteHead(Utf8JsonWriter writer, string? kind, string? apiVersion, ListMeta? metadata)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", kind);
        writer.WriteString("apiVersion", apiVersion);
        writer.WritePropertyName("metadata");
        JsonSerializer.Serialize(writer, metadata ?? new ListMeta(), EntitiesJsonContext.Default.ListMeta);
        writer.WriteStartArray("items");
    }

    public static void WriteFoot(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static JsonObject Metadata(ListMeta? metadata) =>
        JsonSerializer.SerializeToNode(metadata ?? new ListMeta(), EntitiesJsonContext.Default.ListMeta)!.AsObject();

    /// <summary>An item that stands outside its list, as in a row of a table, has to say what it is: clients read nothing else.</summary>
    public static JsonObject AsRow(JsonObject item, string kind, string? apiVersion)
    {
        if (!item.ContainsKey("kind"))
        {
            item.Insert(0, "kind", kind);
            item.Insert(1, "apiVersion", apiVersion);
        }

        return item;
    }

    public static JsonObject PartialList(ResponseFormat format, ListMeta? metadata, IEnumerable<JsonObject> items) => new()
    {
        ["kind"] = "PartialObjectMetadataList",
        ["apiVersion"] = $"meta.k8s.io/{format.TransformVersion}",
        ["metadata"] = Metadata(metadata),
        ["items"] = new JsonArray([.. items]),
    };
}
