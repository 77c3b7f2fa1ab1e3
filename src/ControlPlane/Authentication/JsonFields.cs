using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Reads fields of documents that nobody has checked: what has another type than expected counts as absent.</summary>
internal static class JsonFields
{
    extension(JsonNode? node)
    {
        public string? AsText() => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

        public JsonNode? Field(string name) => node is JsonObject o ? o[name] : null;

        public string TextOf(string name) => node.Field(name).AsText() ?? "";

        public IReadOnlyList<string> TextsOf(string name) =>
            node.Field(name) is JsonArray list ? [.. list.Select(AsText).OfType<string>()] : [];

        public IEnumerable<JsonObject> ObjectsOf(string name) => node.Field(name) is JsonArray list ? list.OfType<JsonObject>() : [];

        public long? NumberOf(string name) => node.Field(name) is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
    }

    public static JsonArray ToJson(this IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
