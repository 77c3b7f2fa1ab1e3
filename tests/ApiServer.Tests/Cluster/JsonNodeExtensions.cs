using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Looking into documents.</summary>
internal static class JsonNodeExtensions
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is at a path such as <c>spec/tags/0/name</c>: texts as they are, anything else as JSON; null when it is absent.</summary>
    public static string? At(this JsonNode? document, string path)
    {
        var at = document;
        foreach (var step in path.Split('/'))
        {
            at = at switch
            {
                JsonObject map => map[step.Replace("~1", "/", StringComparison.Ordinal)],
                JsonArray list when int.Parse(step, CultureInfo.InvariantCulture) is var i && i < list.Count => list[i],
                _ => null,
            };
        }

        return at is JsonValue value && value.TryGetValue<string>(out var text) ? text : at?.ToJsonString(Plain);
    }

    /// <summary>The names of the objects of a list.</summary>
    public static IEnumerable<string> Names(this JsonNode list) => list["items"]!.AsArray().Select(i => i.At("metadata/name")!);

    /// <summary>The fields that a refusal names.</summary>
    public static IEnumerable<string> CauseFields(this JsonNode status) => status["details"]!["causes"]!.AsArray().Select(c => c.At("field")!);
}
