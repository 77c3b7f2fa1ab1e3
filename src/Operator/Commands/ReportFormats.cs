using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.GenericApiServer;

namespace ImageStreams.Operator;

/// <summary>The ways in which commands print what they have found out.</summary>
internal static class ReportFormats
{
    // For a terminal or a file, never for a web page: build steps and media types are full of characters that HTML would escape.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="report">What is printed.</param>
    /// <param name="type">From <see cref="ReportJsonContext"/>.</param>
    /// <param name="output"><c>json</c>, <c>yaml</c>, or anything else for the table.</param>
    /// <param name="table">Writes it for people.</param>
    public static string Format<T>(T report, JsonTypeInfo<T> type, string? output, Func<T, string> table) => output switch
    {
        "json" => ToJson(report, type),
        "yaml" => KubeYaml.ToText(JsonSerializer.SerializeToNode(report, type)),
        _ => table(report),
    };

    private static string ToJson<T>(T report, JsonTypeInfo<T> type)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, Readable))
        {
            JsonSerializer.Serialize(writer, report, type);
        }

        return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length) + "\n";
    }
}
