using System.Globalization;
using System.Text;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Operator;

/// <summary>An explanation, for people.</summary>
internal static class ExplainTable
{
    public static string Format(StreamExplanation explanation)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{explanation.Namespace}/{TerminalText.Clean(explanation.Name)} ");
        text.Append(CultureInfo.InvariantCulture, $"(generation {explanation.Generation}) at {KubeTimeConverter.ToText(explanation.Time)}\n");
        Lines(text, (explanation.Warnings ?? []).Select(w => $"warning: {w}"));
        if (explanation.Repository is { } repository)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nrepository {TerminalText.Clean(repository.Name)}: {repository.State}\n");
            Lines(text, repository.Why);
        }

        if (explanation.Tags.Count > 1)
        {
            text.Append('\n');
            TextTable.Append(text, ["TAG", "STATE", "IMAGE", "SINCE", "NEXT"], explanation.Tags.Select(Row));
        }

        foreach (var tag in explanation.Tags)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{TerminalText.Clean(tag.Name)}: {tag.State}\n");
            Lines(text, tag.Source is null ? tag.Why : [$"from {tag.Source}", .. tag.Why]);
            if (tag.PullSpec is { } pull)
            {
                Lines(text, [$"pull {pull}"]);
            }
        }

        return text.ToString();
    }

    private static IReadOnlyList<string> Row(TagExplanation tag) =>
    [
        TerminalText.Clean(tag.Name),
        tag.State,
        tag.Image is { } image ? TerminalText.Clean(image[..Math.Min(image.Length, 19)]) : "-",
        Time(tag.Since),
        tag.State == TagStates.Waiting ? "now" : Time(tag.Failure?.NextAttempt ?? tag.NextCheck),
    ];

    private static string Time(DateTimeOffset? time) => time is { } known ? KubeTimeConverter.ToText(known) : "-";

    private static void Lines(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append("  ").Append(TerminalText.Clean(line)).Append('\n');
        }
    }
}
