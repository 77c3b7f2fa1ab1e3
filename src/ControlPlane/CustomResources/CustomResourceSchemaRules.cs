using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Which schemas a CRD may have: words that are not supported, and words that do not fit together.</summary>
/// <remarks>docs/spec/schemas.md#what-a-crd-may-say</remarks>
internal static class CustomResourceSchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    private static readonly string[] UnsupportedKeywords = ["$ref", "additionalItems", "definitions", "dependencies", "id", "patternProperties"];

    private static readonly Dictionary<string, JsonValueKind[]> KindsOfKeywords = new(StringComparer.Ordinal)
    {
        ["type"] = [JsonValueKind.String],
        ["format"] = [JsonValueKind.String],
        ["description"] = [JsonValueKind.String],
        ["title"] = [JsonValueKind.String],
        ["pattern"] = [JsonValueKind.String],
        ["nullable"] = [JsonValueKind.True, JsonValueKind.False],
        ["uniqueItems"] = [JsonValueKind.True, JsonValueKind.False],
        ["exclusiveMinimum"] = [JsonValueKind.True, JsonValueKind.False],
        ["exclusiveMaximum"] = [JsonValueKind.True, JsonValueKind.False],
        ["properties"] = [JsonValueKind.Object],
        ["additionalProperties"] = [JsonValueKind.Object, JsonValueKind.True, JsonValueKind.False],
        ["items"] = [JsonValueKind.Object, JsonValueKind.Array],
        ["not"] = [JsonValueKind.Object],
        ["required"] = [JsonValueKind.Array],
        ["enum"] = [JsonValueKind.Array],
        ["allOf"] = [JsonValueKind.Array],
        ["anyOf"] = [JsonValueKind.Array],
        ["oneOf"] = [JsonValueKind.Array],
        ["minimum"] = [JsonValueKind.Number],
        ["maximum"] = [JsonValueKind.Number],
        ["multipleOf"] = [JsonValueKind.Number],
        ["minLength"] = [JsonValueKind.Number],
        ["maxLength"] = [JsonValueKind.Number],
        ["minItems"] = [JsonValueKind.Number],
        ["maxItems"] = [JsonValueKind.Number],
        ["minProperties"] = [JsonValueKind.Number],
        ["maxProperties"] = [JsonValueKind.Number],
        ["x-kubernetes-preserve-unknown-fields"] = [JsonValueKind.True, JsonValueKind.False],
        ["x-kubernetes-embedded-resource"] = [JsonValueKind.True, JsonValueKind.False],
        ["x-kubernetes-int-or-string"] = [JsonValueKind.True, JsonValueKind.False],
        ["x-kubernetes-list-type"] = [JsonValueKind.String],
        ["x-kubernetes-list-map-keys"] = [JsonValueKind.Array],
        ["x-kubernetes-map-type"] = [JsonValueKind.String],
    };

    /// <summary>What is wrong with the schema of a version.</summary>
    /// <param name="schema">The value of <c>openAPIV3Schema</c>.</param>
    /// <param name="path">Where it stands.</param>
    internal static IReadOnlyList<FieldError> Check(JsonObject schema, string path)
    {
        List<FieldError> malformed = [];
        CheckKinds(schema, path, malformed);
        if (malformed.Count > 0)
        {
            return malformed; // Nothing else can be said of what cannot be read.
        }

        List<FieldError> errors = [];
        if (JsonValues.IsTrue(schema["nullable"]))
        {
            errors.Add(FieldError.Forbidden($"{path}.nullable", "nullable cannot be true at the root"));
        }

        if (!SchemaNodes.All(schema, path).Any(node => IsUnsupported(node.Schema)))
        {
            var structural = StructuralRules.Check(schema, path);
            errors.AddRange(structural);
            errors.AddRange(structural.Count == 0 ? SchemaDefaultRules.Check(schema, path) : []);
        }

        foreach (var node in SchemaNodes.All(schema, path))
        {
            CheckNode(node.Schema, node.Path, errors);
        }

        return errors;
    }

    private static void CheckKinds(JsonNode? node, string path, List<FieldError> errors)
    {
        if (node is not JsonObject schema)
        {
            errors.Add(FieldError.TypeInvalid(path, node, "must be an object"));
            return;
        }

        foreach (var (keyword, value) in schema)
        {
            if (KindsOfKeywords.TryGetValue(keyword, out var kinds) && !kinds.Contains(value?.GetValueKind() ?? JsonValueKind.Null))
            {
                errors.Add(FieldError.TypeInvalid($"{path}.{keyword}", value, $"must be {string.Join(" or ", kinds).ToLowerInvariant()}"));
                return;
            }
        }

        foreach (var (child, at) in SchemaNodes.Children(schema, path))
        {
            CheckKinds(child, at, errors);
        }
    }

    private static bool IsUnsupported(JsonObject schema) =>
        Array.Exists(UnsupportedKeywords, schema.ContainsKey)
        || schema["items"] is JsonArray
        || schema["x-kubernetes-preserve-unknown-fields"]?.GetValueKind() == JsonValueKind.False;

    private static void CheckNode(JsonObject schema, string path, List<FieldError> errors)
    {
        CheckType(schema, path, errors);
        errors.AddRange(UnsupportedKeywords.Where(schema.ContainsKey)
            .Select(keyword => FieldError.Forbidden($"{path}.{keyword}", $"{keyword} is not supported")));
        if (schema["items"] is JsonArray)
        {
            errors.Add(FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array"));
        }

        if (JsonValues.IsTrue(schema["uniqueItems"]))
        {
            errors.Add(FieldError.Forbidden(
                $"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema["properties"] is JsonObject { Count: > 0 } && schema["additionalProperties"] is { } other && !JsonValues.IsTrue(other))
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }

        if (schema["x-kubernetes-preserve-unknown-fields"]?.GetValueKind() == JsonValueKind.False)
        {
            errors.Add(FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"));
        }

        SchemaMergeRules.Check(schema, path, errors);
    }

    private static void CheckType(JsonObject schema, string path, List<FieldError> errors)
    {
        var type = JsonValues.TextOf(schema["type"]) ?? "";
        if (type.Length > 0 && !Types.Contains(type))
        {
            errors.Add(FieldError.NotSupported($"{path}.type", type, Types));
        }

        if (type == "null")
        {
            errors.Add(FieldError.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative"));
        }
    }
}
