using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The value that stood at the same place in the stored document, if the places can be told to be the same.</summary>
/// <param name="Value">The old value.</param>
/// <param name="Exists">Whether there was one.</param>
internal readonly record struct OldValue(JsonNode? Value, bool Exists)
{
    internal static OldValue None => default;

    internal bool IsSameAs(JsonNode? value) => Exists && JsonNode.DeepEquals(Value, value);

    /// <summary>The old value of a field of this object.</summary>
    internal OldValue Field(StructuralSchema schema, string name) =>
        schema.MapType != "atomic" && Value is JsonObject map && map.TryGetPropertyValue(name, out var value) ? new(value, true) : None;

    /// <summary>The old item with the same keys; only in lists that are maps can items be followed.</summary>
    internal OldValue ItemFor(StructuralSchema schema, JsonNode? item)
    {
        if (schema.ListType != "map" || Value is not JsonArray list || item is not JsonObject map)
        {
            return None;
        }

        var keys = schema.ListMapKeys;
        var found = list.FirstOrDefault(old => old is JsonObject other && keys.All(key => JsonNode.DeepEquals(other[key], map[key])));
        return found is null ? None : new(found, true);
    }
}
