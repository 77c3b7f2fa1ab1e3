using System.Reflection;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>What both forms of a schema, the inline one of CRDs and the one with references, say alike.</summary>
internal static class SchemaKeywords
{
    internal const string ListType = "x-kubernetes-list-type";
    internal const string ListMapKeys = "x-kubernetes-list-map-keys";
    internal const string MapType = "x-kubernetes-map-type";
    internal const string PreserveUnknownFields = "x-kubernetes-preserve-unknown-fields";
    internal const string PatchStrategy = "x-kubernetes-patch-strategy";
    internal const string PatchMergeKey = "x-kubernetes-patch-merge-key";

    /// <summary>The same schema with its description first, where readers look.</summary>
    internal static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is not null)
        {
            schema.Insert(0, "description", description);
        }

        return schema;
    }

    /// <summary>Adds which values the field takes, and how lists and objects merge.</summary>
    internal static void AddRules(JsonObject schema, EntityField field)
    {
        if (field.AllowedValues is { } values)
        {
            schema["enum"] = Texts(values);
        }

        if (field.MapKeys is { } keys)
        {
            schema[ListType] = "map";
            schema[ListMapKeys] = Texts(keys);
        }

        if (field.IsSet)
        {
            schema[ListType] = "set";
        }
    }

    /// <summary>Adds the fields of an entity, each made by <paramref name="schemaOf"/>.</summary>
    internal static JsonObject Object(
        IReadOnlyList<EntityField> fields, Type type, Func<EntityField, JsonObject> schemaOf, Func<EntityField, bool> isRequired)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (fields.Count > 0)
        {
            schema["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)schemaOf(field))));
        }

        var required = fields.Where(isRequired).Select(field => field.Name).ToList();
        if (required.Count > 0)
        {
            schema["required"] = Texts(required);
        }

        if (type.GetCustomAttribute<AtomicMapAttribute>() is not null)
        {
            schema[MapType] = "atomic";
        }

        return schema;
    }

    internal static JsonArray Texts(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];
}
