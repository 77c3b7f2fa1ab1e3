using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImageStreams.GenericApiServer;

namespace ImageStreams.Operator;

/// <summary>The ways to print what was tagged.</summary>
internal static class TagFormats
{
    // For a terminal or a file, never for a web page: media types have a plus sign.
    private static readonly TagJsonContext Readable = new(
        new JsonSerializerOptions(TagJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Format(TagReport report, string? output) => output switch
    {
        "json" => JsonSerializer.Serialize(report, Readable.TagReport) + "\n",
        "yaml" => KubeYaml.ToText(JsonSerializer.SerializeToNode(report, Readable.TagReport)),
        _ => Table(report),
    };

    private static string Table(TagReport report)
    {
        var text = new StringBuilder();
        TextTable.AppendFacts(text, [
            ("Source", report.Source),
            ("Tagged", report.Reference),
            ("Digest", report.Digest),
            ("Media type", report.MediaType),
            ("Stored", Counts(report)),
        ]);
        return text.ToString();
    }

    private static string Counts(TagReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Manifests} {(report.Manifests == 1 ? "manifest" : "manifests")}, {report.MountedBlobs} {(report.MountedBlobs == 1 ? "blob" : "blobs")} mounted, none copied");
}
