using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>A document inside another one says what it is.</summary>
internal static class EmbeddedResourceRules
{
    internal static IEnumerable<FieldError> Check(StructuralSchema schema, JsonNode? value, string path)
    {
        if (value is JsonObject map)
        {
            var own = schema.EmbeddedResource ? TypeErrors(map, path) : [];
            var below = map.OrderBy(field => field.Key, StringComparer.Ordinal).SelectMany(field => CheckField(schema, field, path));
            return own.Concat(below);
        }

        return value is JsonArray list && schema.Items is { } items
            ? list.SelectMany((item, i) => Check(items, item, FieldPaths.Index(path, i)))
            : [];
    }

    private static IEnumerable<FieldError> CheckField(StructuralSchema schema, KeyValuePair<string, JsonNode?> field, string path)
    {
        if (schema.Properties.TryGetValue(field.Key, out var known))
        {
            return Check(known, field.Value, FieldPaths.Child(path, field.Key));
        }

        return schema.AdditionalProperties is { } other ? Check(other, field.Value, FieldPaths.Key(path, field.Key)) : [];
    }

    private static IEnumerable<FieldError> TypeErrors(JsonObject document, string path)
    {
        foreach (var name in new[] { "apiVersion", "kind" })
        {
            var at = FieldPaths.Child(path, name);
            if (!document.TryGetPropertyValue(name, out var value))
            {
                yield return FieldError.Required(at, "");
            }
            else if (!JsonValues.IsText(value))
            {
                yield return FieldError.Invalid(at, value, "must be a string");
            }
            else if (value!.GetValue<string>().Length == 0)
            {
                yield return FieldError.Invalid(at, value, "must not be empty");
            }
        }
    }
}
