using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Takes fields and items out of a document.</summary>
internal static class TypedRemoval
{
    /// <returns>A new document.</returns>
    internal static JsonObject Remove(TypeSchema type, JsonObject document, FieldSet fields) =>
        (JsonObject?)Remove(type, (JsonNode)document, fields) ?? [];

    /// <returns><c>null</c> when nothing is left; what is atomic goes as a whole.</returns>
    private static JsonNode? Remove(TypeSchema? type, JsonNode? value, FieldSet fields)
    {
        var form = (type ?? TypeSchema.Deduced).For(FieldValue.Of(value));
        return (value, form) switch
        {
            (JsonObject map, { Map: { } maps }) => map.Count == 0 || maps.IsAtomic ? null : RemoveFields(maps, map, fields),
            (JsonArray list, { List: { } lists }) => list.Count == 0 || lists.IsAtomic ? null : RemoveItems(lists, list, fields),
            (_, { Scalar: not null }) => value?.DeepClone(),
            _ => null,
        };
    }

    private static JsonObject? RemoveFields(MapTypeSchema type, JsonObject map, FieldSet fields)
    {
        var result = new JsonObject();
        foreach (var (name, value) in map)
        {
            var element = PathElement.Field(name);
            if (!fields.Has(element))
            {
                var below = fields.Below(element);
                result[name] = below.IsEmpty ? value?.DeepClone() : Remove(type.Find(name), value, below);
            }
        }

        return result.Count > 0 ? result : null;
    }

    private static JsonArray? RemoveItems(ListTypeSchema type, JsonArray list, FieldSet fields)
    {
        var result = new JsonArray();
        foreach (var item in list)
        {
            var element = type.ElementOf(item);
            if (!fields.Has(element))
            {
                var below = fields.Below(element);
                result.Add(below.IsEmpty ? item?.DeepClone() : Remove(type.Items, item, below));
            }
        }

        return result.Count > 0 ? result : null;
    }
}
