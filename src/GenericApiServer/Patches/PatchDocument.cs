using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>What patches have in common: how they are read, and what is said about fields that are there twice.</summary>
internal static class PatchDocument
{
    /// <summary>Reads the JSON of a patch; the findings are its repeated fields.</summary>
    /// <exception cref="ApiException">400 with the position of the error.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> body, string preamble, out IReadOnlyList<string> findings)
    {
        var reading = new JsonReading(null);
        try
        {
            var node = reading.Read(body.Span);
            findings = reading.Findings;
            return node;
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest($"{preamble}{e.Message}", e);
        }
    }

    public static string TypeName(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };

    /// <summary>A value as messages about patches show it: <c>map[a:1 b:[x y]]</c>.</summary>
    public static string Show(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return "<nil>";
            case JsonObject map:
                return $"map[{string.Join(' ', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}:{Show(p.Value)}"))}]";
            case JsonArray list:
                return $"[{string.Join(' ', list.Select(Show))}]";
            default:
                return node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : KubeJson.ToText(node);
        }
    }

    /// <summary>The refusal of a patch whose result does not decode, or breaks strict field validation.</summary>
    public static ApiException Invalid(string shown, string detail)
    {
        const int maxShown = 10 * 1024;
        var text = Encoding.UTF8.GetByteCount(shown) > maxShown ? $"{shown[..Math.Min(shown.Length, maxShown)]} ..." : shown;
        return ApiException.Invalid(new("", ""), "", FieldError.Invalid("patch", text, detail));
    }
}
