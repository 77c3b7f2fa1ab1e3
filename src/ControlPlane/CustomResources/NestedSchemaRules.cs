using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What schemas inside <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c> may not say: they restrict values, never the structure.</summary>
internal static class NestedSchemaRules
{
    private static readonly JsonNode IntOrString = JsonNode.Parse("""[{"type":"integer"},{"type":"string"}]""")!;

    private static readonly (string Keyword, string Detail)[] Forbidden =
    [
        ("type", "must be empty to be structural"),
        ("additionalProperties", "must be undefined to be structural"),
        ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"),
        ("description", "must be empty to be structural"),
        ("nullable", "must be false to be structural"),
        ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
        ("x-kubernetes-embedded-resource", "must be false to be structural"),
        ("x-kubernetes-int-or-string", "must be false to be structural"),
        ("x-kubernetes-list-map-keys", "must be empty to be structural"),
        ("x-kubernetes-list-type", "must be undefined to be structural"),
        ("x-kubernetes-map-type", "must be undefined to be structural"),
        ("x-kubernetes-validations", "must be empty to be structural"),
    ];

    /// <summary>Checks the combinations of a schema; numbers or texts are the one pair of types that <c>anyOf</c> may hold.</summary>
    internal static void CheckCombinations(JsonObject schema, string path, List<FieldError> errors)
    {
        if (JsonValues.TextOf(schema["pattern"]) is { } pattern && !GoPattern.TryParse(pattern, out var problem))
        {
            errors.Add(FieldError.Invalid($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: {problem}"));
        }

        if (!JsonNode.DeepEquals(schema["anyOf"], IntOrString))
        {
            CheckEach(schema["anyOf"], $"{path}.anyOf", errors);
        }

        CheckEach(schema["allOf"], $"{path}.allOf", errors);
        CheckEach(schema["oneOf"], $"{path}.oneOf", errors);
        if (schema["not"] is JsonObject not)
        {
            Check(not, $"{path}.not", errors);
        }
    }

    private static void CheckEach(JsonNode? list, string path, List<FieldError> errors)
    {
        foreach (var (schema, at) in SchemaNodes.Indexed(list, path))
        {
            Check(schema!.AsObject(), at, errors);
        }
    }

    private static void Check(JsonObject schema, string path, List<FieldError> errors)
    {
        errors.AddRange(Forbidden.Where(rule => IsSet(schema[rule.Keyword]))
            .Select(rule => FieldError.Forbidden($"{path}.{rule.Keyword}", rule.Detail)));
        CheckCombinations(schema, path, errors);
        if (schema["items"] is JsonObject items)
        {
            Check(items, $"{path}.items", errors);
        }

        foreach (var (name, field) in SchemaNodes.Sorted(schema["properties"]))
        {
            Check(field!.AsObject(), $"{path}.properties[{name}]", errors);
            if (name == "metadata")
            {
                errors.Add(FieldError.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context"));
            }
        }
    }

    private static bool IsSet(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>().Length > 0,
        JsonValueKind.Array => value.AsArray().Count > 0,
        _ => true,
    };
}
