using System.Globalization;
using System.Text;

namespace ImageStreams.Operator;

/// <summary>What was tagged, for people.</summary>
internal static class TagTable
{
    public static string Format(TagReport report)
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
