using System.Buffers;
using System.Globalization;
using System.Text;

namespace ImageStreams.Operator;

/// <summary>A report for people: facts first, then the layers from the base up.</summary>
internal static class InspectTable
{
    private const int LongestValue = 100;
    private const int LongestStep = 60;

    private static readonly SearchValues<char> MeaningfulToAShell = SearchValues.Create(" \t\n\"'\\$`&|;<>()*?");

    public static string Format(InspectReport report)
    {
        var text = new StringBuilder();
        TextTable.AppendFacts(text, [
            ("Reference", report.Reference),
            ("Digest", report.Digest),
            ("Media type", report.MediaType),
            ("Manifest", ByteSize.Exact(report.Size)),
        ]);
        if (report.Manifests is { } manifests)
        {
            text.Append("\nManifests\n");
            TextTable.Append(text, ["PLATFORM", "DIGEST", ">SIZE", "MEDIA TYPE"], manifests.Select(m =>
                (IReadOnlyList<string>)[m.Platform ?? "-", m.Digest, Number(m.Size), TerminalText.Clean(m.MediaType)]));
        }

        foreach (var image in report.Images)
        {
            text.Append('\n');
            Image(text, image, heading: report.Manifests is not null);
        }

        return text.ToString();
    }

    private static void Image(StringBuilder text, InspectedImage image, bool heading)
    {
        var unique = image.Layers.Select(l => l.Digest).Distinct().Count();
        var facts = new List<(string Name, string? Value)>
        {
            ("Platform", image.Platform),
            ("Created", image.Created),
            ("Author", image.Author),
            ("Config", image.Config is { } config ? $"{config.Digest} ({ByteSize.Exact(config.Size)})" : null),
            ("User", image.User),
            ("Directory", image.WorkingDir),
            ("Entrypoint", Words(image.Entrypoint)),
            ("Command", Words(image.Cmd)),
            ("Ports", Joined(image.ExposedPorts)),
            ("Volumes", Joined(image.Volumes)),
            ("Size", $"{ByteSize.Short(image.Size)} ({Number(image.Size)} bytes: {(image.Config is null ? "" : "config and ")}{Layers(image, unique)})"),
        };
        if (heading)
        {
            facts.Insert(0, ("Image", image.Digest));
            facts.Insert(1, ("Media type", image.MediaType));
        }

        TextTable.AppendFacts(text, facts);
        Lines(text, "Environment", image.Env);
        Lines(text, "Labels", image.Labels?.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
        text.Append("\nLayers, base first\n");
        AppendLayers(text, image.Layers);
    }

    private static void AppendLayers(StringBuilder text, IReadOnlyList<InspectedBlob> layers)
    {
        var verified = layers.Any(l => l.Verified is not null);
        var rows = layers.Select((layer, i) => Row(layer, i, verified, again: layers.Take(i).Any(l => l.Digest == layer.Digest)));
        IReadOnlyList<string> header = ["#", "DIGEST", ">SIZE", "MEDIA TYPE", "CREATED BY"];
        TextTable.Append(text, verified ? [.. header.Take(3), "CHECKED", .. header.Skip(3)] : header, rows);
    }

    private static IReadOnlyList<string> Row(InspectedBlob layer, int index, bool verified, bool again)
    {
        var step = again ? "(the same layer again)" : TerminalText.Clean(layer.CreatedBy ?? "", LongestStep);
        string[] head = [Number(index + 1), layer.Digest, Number(layer.Size)];
        string[] tail = [TerminalText.Clean(layer.MediaType), step];
        return verified ? [.. head, layer.Verified == true ? "yes" : "not here", .. tail] : [.. head, .. tail];
    }

    private static void Lines(StringBuilder text, string heading, IEnumerable<string>? lines)
    {
        if (lines is null)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{heading}\n");
        foreach (var line in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {TerminalText.Clean(line, LongestValue)}\n");
        }
    }

    private static string Layers(InspectedImage image, int unique) => unique == image.Layers.Count
        ? $"{unique} layers"
        : $"{unique} different layers of {image.Layers.Count}";

    private static string? Words(IReadOnlyList<string>? words) => words is null ? null : string.Join(' ', words.Select(Quoted));

    // As a shell would take it, so that what is shown can be told apart, and tried.
    private static string Quoted(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAny(MeaningfulToAShell) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string? Joined(IReadOnlyList<string>? items) => items is null ? null : string.Join(", ", items);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
