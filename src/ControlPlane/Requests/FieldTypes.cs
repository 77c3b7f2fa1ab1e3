using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Finds the first field whose value has another JSON type than its schema says, and says it as a kube-apiserver does.</summary>
internal static class FieldTypes
{
    /// <param name="schema">Schema of the value.</param>
    /// <param name="value">The value; null is allowed everywhere.</param>
    /// <param name="owner">Name of the type around the field.</param>
    /// <param name="path">Path of the value; empty for the document.</param>
    public static string? FindError(StructuralSchema schema, JsonNode? value, string owner, string path)
    {
        if (value is null || Agrees(schema, value))
        {
            return value switch
            {
                JsonObject map => map.Select(p => Below(schema, map, p.Key, owner, path)).FirstOrDefault(e => e is not null),
                JsonArray list when schema.Items is { } items => list.Select(i => FindError(items, i, owner, path)).FirstOrDefault(e => e is not null),
                JsonValue text when schema.Format == "byte" => Base64Error(text.GetValue<string>()),
                _ => null,
            };
        }

        return $"json: cannot unmarshal {TypeName(value)} into Go struct field {owner}.{path} of type {GoType(schema)}";
    }

    private static string? Below(StructuralSchema schema, JsonObject map, string name, string owner, string path)
    {
        if (!schema.Properties.TryGetValue(name, out var field))
        {
            return schema.AdditionalProperties is { } rest ? FindError(rest, map[name], owner, path) : null;
        }

        var below = path.Length == 0 ? name : $"{path}.{name}";
        return FindError(field, map[name], field.Properties.Count > 0 && map[name] is JsonObject ? TypeBelow(owner, name, path) : owner, below);
    }

    private static string TypeBelow(string owner, string name, string path) => name switch
    {
        "metadata" => "ObjectMeta",
        "spec" or "status" when path.Length == 0 => owner + Capital(name),
        _ => Capital(name),
    };

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static bool Agrees(StructuralSchema schema, JsonNode value) => schema switch
    {
        { IntOrString: true } => value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number,
        { Type: "object" } => value is JsonObject,
        { Type: "array" } => value is JsonArray,
        { Type: "string" } => value.GetValueKind() == JsonValueKind.String,
        { Type: "boolean" } => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        { Type: "integer" } => value.GetValueKind() == JsonValueKind.Number && !value.ToJsonString().Contains('.', StringComparison.Ordinal),
        { Type: "number" } => value.GetValueKind() == JsonValueKind.Number,
        _ => true,
    };

    private static string TypeName(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number when value.ToJsonString().Contains('.', StringComparison.Ordinal) => $"number {value.ToJsonString()}",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string GoType(StructuralSchema schema) => schema switch
    {
        { Type: "integer" } => schema.Format == "int64" ? "int64" : "int32",
        { Type: "number" } => "float64",
        { Type: "boolean" } => "bool",
        { Type: "array", Items: { } items } => $"[]{GoType(items)}",
        { Type: "object", AdditionalProperties: { } values } => $"map[string]{GoType(values)}",
        { Type: "string", Format: "byte" } => "[]uint8",
        { Type: "string" } => "string",
        _ => "object",
    };

    private static string? Base64Error(string text)
    {
        var bad = text.AsSpan().IndexOfAnyExcept(Base64Letters);
        var padding = text.AsSpan().TrimEnd('=');
        return bad >= 0 && bad < padding.Length
            ? $"illegal base64 data at input byte {bad}"
            : text.Length % 4 != 0 || text.Length - padding.Length > 2 ? $"illegal base64 data at input byte {Math.Max(0, text.Length - (text.Length % 4))}" : null;
    }

    private static readonly System.Buffers.SearchValues<char> Base64Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
}
