using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Rules made of other rules: all, any, exactly one or none of several schemas.</summary>
/// <remarks>The summary of such a failure names no field: its place is written <c>&lt;nil&gt;</c>, as a kube-apiserver does.</remarks>
internal static class CombinationRules
{
    internal static ValidationResult Check(ValueRules rules, JsonNode value, string path, OldValue old)
    {
        var result = new ValidationResult();
        CheckAnyOf(rules.AnyOf, value, path, old, result);
        CheckOneOf(rules.OneOf, value, path, old, result);
        CheckAllOf(rules.AllOf, value, path, old, result);
        if (rules.Not is { } not && SchemaValidator.Check(not, value, path, old).IsValid)
        {
            result.Add(Summary($"{GoText.Quote(path)} must not validate the schema (not)"));
        }

        result.Count();
        return result;
    }

    private static void CheckAnyOf(
        IReadOnlyList<StructuralSchema> schemas, JsonNode value, string path, OldValue old, ValidationResult result)
    {
        if (schemas.Count == 0)
        {
            return;
        }

        ValidationResult? best = null;
        foreach (var schema in schemas)
        {
            var check = SchemaValidator.Check(schema, value, path, old);
            if (check.IsValid)
            {
                result.Merge(check);
                return;
            }

            best = best is null || check.Matches > best.Matches ? check : best;
        }

        result.Add(Summary($"{GoText.Quote(path)} must validate at least one schema (anyOf)"));
        result.Merge(best!);
    }

    private static void CheckOneOf(
        IReadOnlyList<StructuralSchema> schemas, JsonNode value, string path, OldValue old, ValidationResult result)
    {
        if (schemas.Count == 0)
        {
            return;
        }

        var checks = schemas.Select(schema => SchemaValidator.Check(schema, value, path, old)).ToList();
        var valid = checks.FindAll(check => check.IsValid);
        if (valid.Count == 1)
        {
            result.Merge(valid[0]);
            return;
        }

        var found = valid.Count == 0 ? "Found none valid" : $"Found {valid.Count} valid alternatives";
        result.Add(Summary($"{GoText.Quote(path)} must validate one and only one schema (oneOf). {found}"));
        if (valid.Count == 0)
        {
            result.Merge(checks.MaxBy(check => check.Matches)!);
        }
    }

    private static void CheckAllOf(
        IReadOnlyList<StructuralSchema> schemas, JsonNode value, string path, OldValue old, ValidationResult result)
    {
        var checks = schemas.Select(schema => SchemaValidator.Check(schema, value, path, old)).ToList();
        checks.ForEach(result.Merge);
        var valid = checks.Count(check => check.IsValid);
        if (valid < checks.Count)
        {
            var none = valid == 0 ? ". None validated" : "";
            result.Add(Summary($"{GoText.Quote(path)} must validate all the schemas (allOf){none}"));
        }
    }

    private static FieldError Summary(string text) => FieldError.Invalid("<nil>", "", text);
}
