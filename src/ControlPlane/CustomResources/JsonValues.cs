using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>JSON values as the rules of schemas see them: an integer is a number written without fraction or exponent that fits 64 bits.</summary>
internal static class JsonValues
{
    /// <summary>The value at a path of fields; <c>null</c> when there is none, whatever stands in the way.</summary>
    internal static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    internal static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    internal static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    internal static bool IsInteger(JsonNode? node) => TryGetInteger(node, out _);

    internal static bool TryGetInteger(JsonNode? node, out long value)
    {
        value = 0;
        return IsNumber(node) && long.TryParse(node!.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    internal static double ToDouble(JsonNode number) =>
        double.Parse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Whether the number has no fraction, however it is written: 3.0 is whole.</summary>
    internal static bool IsWhole(double number) => Math.Floor(number) == number && Math.Abs(number) < 1L << 53;

    internal static string? TextOf(JsonNode? node) => IsText(node) ? node!.GetValue<string>() : null;

    internal static bool IsTrue(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;

    /// <summary>Name of the JSON type as schemas write it.</summary>
    internal static string TypeNameOf(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => IsInteger(node) ? "integer" : "number",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };
}
