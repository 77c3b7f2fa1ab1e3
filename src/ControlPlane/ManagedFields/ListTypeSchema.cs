using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>How lists of a type merge.</summary>
/// <param name="Items">Type of the items.</param>
/// <param name="IsAtomic">Whether the list has one owner as a whole.</param>
/// <param name="Keys">The fields that identify items; none for a set of plain values.</param>
internal sealed record ListTypeSchema(TypeSchema? Items, bool IsAtomic, IReadOnlyList<string> Keys)
{
    /// <summary>A list of anything, replaced as a whole.</summary>
    internal static ListTypeSchema Untyped { get; } = new(null, true, []);

    internal static ListTypeSchema From(StructuralSchema schema, bool preserve)
    {
        var items = schema.Items is { } item ? TypeSchema.From(item, preserve) : null;
        var merges = schema.PatchStrategy.Split(',').Contains("merge");
        return schema.ListType switch
        {
            "map" => new(items, false, schema.ListMapKeys),
            "set" => new(items, false, []),
            "" when merges => new(items, false, schema.PatchMergeKey.Length > 0 ? [schema.PatchMergeKey] : []),
            _ => new(items, true, []),
        };
    }

    /// <summary>How an item is named in a path.</summary>
    /// <exception cref="TypedValueException">It has no key, or is no plain value in a set.</exception>
    internal PathElement ElementOf(JsonNode? item)
    {
        if (Keys.Count == 0)
        {
            return item switch
            {
                JsonObject => throw new TypedValueException("associative list without keys has an element that's a map type"),
                JsonArray => throw new TypedValueException("not supported: associative list with lists as elements"),
                null => throw new TypedValueException("associative list without keys has an element that's an explicit null"),
                _ => PathElement.Value(item),
            };
        }

        if (item is not JsonObject map)
        {
            throw new TypedValueException(item is null
                ? "associative list with keys may not have a null element"
                : "associative list with keys may not have non-map elements");
        }

        var key = new JsonObject();
        foreach (var name in Keys.Order(StringComparer.Ordinal))
        {
            if (map.TryGetPropertyValue(name, out var value) || (value = Items?.Map?.Fields.GetValueOrDefault(name)?.Default) is not null)
            {
                key[name] = value?.DeepClone();
            }
        }

        return key.Count > 0
            ? PathElement.Key(key)
            : throw new TypedValueException(
                $"associative list with keys has an element that omits all key fields [{string.Join(' ', Keys.Select(name => $"\"{name}\""))}] "
                + "(and doesn't have default values for any key fields)");
    }
}
