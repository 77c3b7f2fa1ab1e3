using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Whether the defaults of a schema fulfil it themselves.</summary>
internal static class SchemaDefaultRules
{
    internal static IReadOnlyList<FieldError> Check(JsonObject schema, string path)
    {
        List<FieldError> errors = [];
        foreach (var node in SchemaNodes.All(schema, path).Where(node => node.Schema["default"] is not null))
        {
            var at = $"{node.Path}.default";
            if (node.Path.StartsWith($"{path}.properties[metadata]", StringComparison.Ordinal))
            {
                errors.Add(FieldError.Forbidden(at, "must not be set in top-level metadata"));
            }
            else
            {
                CheckDefault(node.Schema, at, errors);
            }
        }

        return errors;
    }

    private static void CheckDefault(JsonObject schema, string path, List<FieldError> errors)
    {
        var parsed = StructuralSchema.Parse(schema);
        var value = schema["default"]!;
        if (SchemaPruner.PruneValue(parsed, value.DeepClone()).Count > 0)
        {
            errors.Add(FieldError.Invalid(path, value, "must not have unknown fields"));
            return;
        }

        errors.AddRange(SchemaValidator.Check(parsed, value, "", OldValue.None).Errors
            .Concat(ListRules.Check(parsed, value, ""))
            .Select(error => error.At(error.Field is "" or "<nil>" ? path : FieldPaths.Child(path, error.Field))));
    }
}
