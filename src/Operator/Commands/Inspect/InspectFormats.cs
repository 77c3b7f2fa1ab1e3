using System.Text.Encodings.Web;
using System.Text.Json;
using ImageStreams.GenericApiServer;

namespace ImageStreams.Operator;

/// <summary>The ways to print a report.</summary>
internal static class InspectFormats
{
    // For a terminal or a file, never for a web page: build steps are full of characters that HTML would escape.
    private static readonly InspectJsonContext Readable = new(
        new JsonSerializerOptions(InspectJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Format(InspectReport report, string? output) => output switch
    {
        "json" => JsonSerializer.Serialize(report, Readable.InspectReport) + "\n",
        "yaml" => KubeYaml.ToText(JsonSerializer.SerializeToNode(report, Readable.InspectReport)),
        _ => InspectTable.Format(report),
    };
}
