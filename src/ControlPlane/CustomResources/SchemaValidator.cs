using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Checks documents against a schema, in the words of a kube-apiserver.</summary>
/// <remarks>docs/spec/schemas.md#validation</remarks>
internal static class SchemaValidator
{
    /// <summary>What is wrong with <paramref name="document"/>; nothing when all is well.</summary>
    /// <param name="schema">The schema of the kind.</param>
    /// <param name="document">The document as it would be stored, defaults included.</param>
    /// <param name="old">The stored document that it replaces: what has not changed since is not held against the caller.</param>
    internal static IReadOnlyList<FieldError> Validate(StructuralSchema schema, JsonObject document, JsonObject? old = null)
    {
        List<FieldError> errors = [.. Check(schema, document, "", new(old, old is not null)).Errors];
        errors.AddRange(EmbeddedResourceRules.Check(schema, document, ""));
        if (old is null || ListRules.Check(schema, old, "").Count == 0)
        {
            errors.AddRange(ListRules.Check(schema, document, ""));
        }

        return errors;
    }

    /// <summary>Checks one value and all below it.</summary>
    internal static ValidationResult Check(StructuralSchema schema, JsonNode? value, string path, OldValue old)
    {
        var result = new ValidationResult();
        if (old.IsSameAs(value))
        {
            return result;
        }

        if (value is null)
        {
            result.Merge(TypeRules.Check(schema, value, path));
            CheckEnum(schema, value, path, result);
            return result;
        }

        if (schema.AllowedTypes.Count > 0 || schema.Format.Length > 0)
        {
            Run(result, TypeRules.Check(schema, value, path));
        }

        Run(result, CombinationRules.Check(schema.Rules, value, path, old));
        CheckScalar(schema, value, path, result);
        if (value is JsonArray list)
        {
            Run(result, CheckList(schema, list, path, old));
        }

        CheckEnum(schema, value, path, result);
        result.Count();
        if (value is JsonObject map)
        {
            Run(result, CheckObject(schema, map, path, old));
        }

        result.Count();
        return result;
    }

    private static void Run(ValidationResult result, ValidationResult check)
    {
        result.Merge(check);
        result.Count();
    }

    private static void CheckScalar(StructuralSchema schema, JsonNode value, string path, ValidationResult result)
    {
        if (JsonValues.IsText(value))
        {
            Run(result, TextRules.Check(schema.Rules, value.GetValue<string>(), path));
            if (StringFormats.IsKnown(schema.Format))
            {
                Run(result, TextRules.CheckFormat(schema.Format, value.GetValue<string>(), path));
            }
        }
        else if (JsonValues.IsNumber(value))
        {
            Run(result, NumberRules.Check(schema, value, path));
        }
    }

    private static void CheckEnum(StructuralSchema schema, JsonNode? value, string path, ValidationResult result)
    {
        var allowed = schema.Rules.Enum;
        if (allowed.Count > 0 && !allowed.Any(item => JsonNode.DeepEquals(item, value)))
        {
            var texts = allowed.Select(item => JsonValues.TextOf(item) ?? KubeJson.ToText(item)).ToList();
            result.Add(FieldError.NotSupported(path, value, texts));
        }
    }

    private static ValidationResult CheckList(StructuralSchema schema, JsonArray list, string path, OldValue old)
    {
        var result = new ValidationResult();
        for (var i = 0; schema.Items is { } items && i < list.Count; i++)
        {
            result.Merge(Check(items, list[i], FieldPaths.Index(path, i), old.ItemFor(schema, list[i])));
        }

        var rules = schema.Rules;
        if (rules.MinItems is { } min && list.Count < min)
        {
            result.Add(FieldError.Invalid(path, list.Count, $"{path} in body should have at least {min} items"));
        }

        if (rules.MaxItems is { } max && list.Count > max)
        {
            result.Add(FieldError.TooMany(path, list.Count, (int)max));
        }

        if (rules.UniqueItems && list.Where((item, i) => list.Take(i).Any(other => JsonNode.DeepEquals(item, other))).Any())
        {
            result.Add(FieldError.Invalid(path, "", $"{path} in body shouldn't contain duplicates"));
        }

        result.Count();
        return result;
    }

    private static ValidationResult CheckObject(StructuralSchema schema, JsonObject map, string path, OldValue old)
    {
        var result = new ValidationResult();
        var rules = schema.Rules;
        if (rules.MinProperties is { } min && map.Count < min)
        {
            result.Add(FieldError.Invalid(path, map.Count, $"{path} in body should have at least {min} properties"));
        }

        if (rules.MaxProperties is { } max && map.Count > max)
        {
            result.Add(FieldError.TooMany(path, map.Count, (int)max));
        }

        foreach (var (name, value) in map.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (schema.Field(name) is { } field)
            {
                result.Merge(Check(field, value, FieldPaths.Child(path, name), old.Field(schema, name)));
            }
        }

        foreach (var name in rules.Required.Where(name => !map.ContainsKey(name)))
        {
            result.Add(FieldError.Required(FieldPaths.Child(path, name), ""));
        }

        return result;
    }
}
