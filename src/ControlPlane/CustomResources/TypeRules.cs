using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Whether a value has the type that its schema asks for.</summary>
internal static class TypeRules
{
    internal static ValidationResult Check(StructuralSchema schema, JsonNode? value, string path)
    {
        var result = new ValidationResult();
        var allowed = schema.AllowedTypes;
        var type = JsonValues.TypeNameOf(value);
        if (value is null ? allowed.Count == 0 || schema.Nullable : IsAllowed(schema, allowed, type, value))
        {
            result.Count();
            return result;
        }

        var (expected, found) = NamesFormat(schema, value)
            ? (schema.Format, FormatOf(value))
            : (string.Join(',', allowed), type);
        result.Add(FieldError.TypeInvalid(path, found, $"{path} in body must be of type {expected}: \"{found}\""));
        return result;
    }

    /// <summary>Whether the message names formats in place of types: so it does for numbers, booleans and objects.</summary>
    private static bool NamesFormat(StructuralSchema schema, JsonNode? value) =>
        value is not null && !JsonValues.IsText(value) && value is not JsonArray && (schema.Type, schema.Format) switch
        {
            ("integer", var format) => format is "int32" or "int64",
            ("number", var format) => format is "float" or "double",
            ("" or "string", var format) => StringFormats.IsKnown(format),
            _ => false,
        };

    private static string FormatOf(JsonNode? value) => JsonValues.TypeNameOf(value) switch
    {
        "integer" => "int64",
        "number" => "float64",
        _ => "",
    };

    private static bool IsAllowed(StructuralSchema schema, IReadOnlyList<string> allowed, string type, JsonNode value)
    {
        var isNumeric = allowed.Contains("number") || allowed.Contains("integer");
        if (!isNumeric && schema.Format.Length > 0 && type is "string" or "array" && StringFormats.IsKnown(schema.Format))
        {
            return type == "string" || allowed.Count == 0; // The format says more.
        }

        return allowed.Count == 0
            || allowed.Contains(type)
            || (type == "integer" && allowed.Contains("number"))
            || (type == "number" && allowed.Contains("integer") && JsonValues.IsWhole(JsonValues.ToDouble(value)));
    }
}
