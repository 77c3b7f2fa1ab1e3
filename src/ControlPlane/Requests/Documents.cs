using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Short ways through untyped documents. Reading a field of another type than expected gives what an absent field gives.</summary>
internal static class Documents
{
    extension(JsonObject document)
    {
        public JsonObject Metadata => document.Child("metadata");

        public string Name => document.Metadata.Text("name");

        public string Namespace => document.Metadata.Text("namespace");

        public string ResourceVersion => document.Metadata.Text("resourceVersion");

        public bool IsDeleting => document.Metadata.Text("deletionTimestamp").Length > 0;

        /// <summary>The object in a field; made when it is not there.</summary>
        public JsonObject Child(string field)
        {
            if (document[field] is JsonObject child)
            {
                return child;
            }

            child = [];
            document[field] = child;
            return child;
        }

        public JsonObject? FindChild(string field) => document[field] as JsonObject;

        public IEnumerable<JsonObject> Objects(string field) => (document[field] as JsonArray ?? []).OfType<JsonObject>();

        public string Text(string field) => document[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

        public IReadOnlyList<string> Texts(string field) =>
            [.. (document[field] as JsonArray ?? []).OfType<JsonValue>().Where(v => v.GetValueKind() == JsonValueKind.String).Select(v => v.GetValue<string>())];

        public long? Number(string field) => document[field] is JsonValue value
            && value.GetValueKind() == JsonValueKind.Number
            && long.TryParse(value.ToJsonString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;

        public bool? Truth(string field) => document[field]?.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

        public void SetTexts(string field, IReadOnlyCollection<string> texts)
        {
            if (texts.Count == 0)
            {
                document.Remove(field);
                return;
            }

            document[field] = new JsonArray([.. texts.Select(t => (JsonNode)t)]);
        }

        /// <summary>Makes a field what it is in another document: equal, or absent.</summary>
        public void Take(JsonObject from, string field)
        {
            if (from.TryGetPropertyValue(field, out var value))
            {
                document[field] = value?.DeepClone();
                return;
            }

            document.Remove(field);
        }

        public bool HasSame(JsonObject other, string field) => JsonNode.DeepEquals(document[field], other[field]);
    }

    /// <summary>A moment as metadata writes it: seconds, UTC.</summary>
    public static string KubeTime(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
