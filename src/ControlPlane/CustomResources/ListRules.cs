using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>In sets no value, and in lists that are maps no key, comes twice.</summary>
internal static class ListRules
{
    internal static IReadOnlyList<FieldError> Check(StructuralSchema schema, JsonNode? value, string path)
    {
        List<FieldError> errors = [];
        Collect(schema, value, path, errors);
        return errors;
    }

    private static void Collect(StructuralSchema schema, JsonNode? value, string path, List<FieldError> errors)
    {
        if (value is JsonObject map)
        {
            foreach (var (name, field) in map.OrderBy(field => field.Key, StringComparer.Ordinal))
            {
                if (schema.Properties.TryGetValue(name, out var known))
                {
                    Collect(known, field, FieldPaths.Child(path, name), errors);
                }
                else if (schema.AdditionalProperties is { } other)
                {
                    Collect(other, field, FieldPaths.Key(path, name), errors);
                }
            }
        }
        else if (value is JsonArray list)
        {
            CollectFromList(schema, list, path, errors);
        }
    }

    private static void CollectFromList(StructuralSchema schema, JsonArray list, string path, List<FieldError> errors)
    {
        if (schema.ListType == "set")
        {
            errors.AddRange(Repeated(list).Select(i => FieldError.Duplicate(FieldPaths.Index(path, i), list[i])));
        }
        else if (schema.ListType == "map")
        {
            errors.AddRange(RepeatedKeys(schema, list, path));
        }

        for (var i = 0; schema.Items is { } items && i < list.Count; i++)
        {
            Collect(items, list[i], FieldPaths.Index(path, i), errors);
        }
    }

    private static IEnumerable<FieldError> RepeatedKeys(StructuralSchema schema, JsonArray list, string path)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not (null or JsonObject))
            {
                return [FieldError.Invalid(FieldPaths.Index(path, i), list[i], "must be an object for an array of list-type map")];
            }
        }

        var keys = list.Select(item => KeysOf(schema, item as JsonObject)).ToList();
        return Repeated(keys).Select(i => FieldError.Duplicate(FieldPaths.Index(path, i), keys[i]));
    }

    private static JsonObject KeysOf(StructuralSchema schema, JsonObject? item) => new(
        schema.ListMapKeys.Where(key => item?.ContainsKey(key) == true)
            .OrderBy(key => key, StringComparer.Ordinal)
            .Select(key => KeyValuePair.Create(key, item![key]?.DeepClone())));

    /// <summary>The positions of values at their first repetition.</summary>
    private static IEnumerable<int> Repeated(IEnumerable<JsonNode?> values)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var position = 0;
        foreach (var value in values)
        {
            var text = CanonicalJson.Of(value);
            counts[text] = counts.GetValueOrDefault(text) + 1;
            if (counts[text] == 2)
            {
                yield return position;
            }

            position++;
        }
    }
}
