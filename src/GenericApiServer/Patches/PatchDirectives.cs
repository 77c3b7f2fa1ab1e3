using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>The keys of a strategic merge patch that are no fields.</summary>
internal static class PatchDirectives
{
    public const string Patch = "$patch";
    public const string RetainKeys = "$retainKeys";
    private const string Deletion = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";

    public static bool IsDeletion(string key) => key.StartsWith(Deletion, StringComparison.Ordinal);

    public static bool IsElementOrder(string key) => key.StartsWith(ElementOrder, StringComparison.Ordinal);

    /// <summary>Whether the key says something about a list that has another key.</summary>
    public static bool IsForList(string key) => IsDeletion(key) || IsElementOrder(key);

    /// <summary>The field that such a key is about.</summary>
    public static string FieldOf(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>A copy without directives and nulls: what is stored where nothing was to merge with. Null when it says to delete.</summary>
    public static JsonNode? Drop(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map when map[Patch] is { } directive && PatchDocument.Show(directive) == "delete":
                return null;
            case JsonObject map:
                var kept = new JsonObject();
                foreach (var (key, inner) in map.Where(p => p.Key is not (Patch or RetainKeys) && !IsForList(p.Key)))
                {
                    if (Drop(inner) is { } present)
                    {
                        kept[key] = present;
                    }
                }

                return kept;
            case JsonArray list:
                return new JsonArray([.. list.Select(i => (Keep: i is not JsonObject || Drop(i) is not null, Item: Drop(i))).Where(i => i.Keep).Select(i => i.Item)]);
            default:
                return value?.DeepClone();
        }
    }

    public static ApiException UnknownType(JsonNode? type, JsonObject map)
    {
        var shown = type is JsonValue value && value.TryGetValue<string>(out var text) ? text : $"%!s(int64={PatchDocument.Show(type)})";
        return ApiException.Unclassified($"unknown patch type: {shown} in map: {PatchDocument.Show(map)}");
    }

    public static ApiException NoMergeKey(JsonObject map, string mergeKey) =>
        ApiException.Unclassified($"map: {PatchDocument.Show(map)} does not contain declared merge key: {mergeKey}");
}
