using System.Text;
using System.Text.RegularExpressions;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>One command of a <see cref="Transcript"/>, or a file to write.</summary>
public sealed record TranscriptCommand
{
    /// <summary>The command as written, or the name of the file.</summary>
    public required string Line { get; init; }

    public required string Input { get; init; }

    public bool IsFile { get; init; }

    /// <summary>Whether it is run again until it succeeds.</summary>
    public bool Eventually { get; init; }

    /// <summary>What of the output is compared.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>The whole block that the embedded control plane prints on purpose instead of the recorded one.</summary>
    public string? Here { get; init; }

    public static TranscriptCommand Parse(string block)
    {
        var lines = block.Trim('\n').Split('\n');
        var comments = lines.TakeWhile(l => l is ['#', ..] or ['!', ..]).ToArray();
        var settings = comments.Where(l => l[0] == '!').Select(l => l[1..].Trim()).ToLookup(s => s == "eventually" ? s : s.StartsWith("here ", StringComparison.Ordinal) ? "here" : "");
        if (settings["here"].Any() && comments.All(l => l[0] == '!'))
        {
            throw new FormatException($"'! here' needs its reason in a comment: {block}");
        }

        var command = lines[comments.Length];
        return new TranscriptCommand
        {
            Line = command[1..].Trim(),
            IsFile = command[0] == '>',
            Input = string.Concat(lines.Skip(comments.Length + 1).Select(l => $"{l}\n")),
            Eventually = settings["eventually"].Any(),
            Filters = [.. settings[""]],
            Here = settings["here"].Any() ? string.Join('\n', settings["here"].Select(s => s[5..]).Prepend(command)) : null,
        };
    }

    /// <summary>The words of a command line as a shell sees them; leading <c>NAME=VALUE</c> are for the environment.</summary>
    public static IReadOnlyList<string> Words(string line)
    {
        List<string> words = [];
        var word = new StringBuilder();
        char? quote = null;
        foreach (var c in line.Append(' '))
        {
            switch (quote, c)
            {
                case (null, ' '):
                    words.Add(word.ToString());
                    word.Clear();
                    break;
                case (null, '\'' or '"'):
                    quote = c;
                    break;
                case ({ } open, _) when open == c:
                    quote = null;
                    break;
                default:
                    word.Append(c);
                    break;
            }
        }

        return words;
    }

    /// <summary>The part of an output that is compared.</summary>
    public string Filter(string output)
    {
        IEnumerable<string> lines = output.TrimEnd('\n').Split('\n');
        foreach (var filter in Filters)
        {
            lines = filter.Split(' ', 2) switch
            {
                ["only", var pattern] => lines.Where(l => Regex.IsMatch(l, pattern)),
                ["without", var pattern] => lines.Where(l => !Regex.IsMatch(l, pattern)),
                ["sorted"] => lines.Order(StringComparer.Ordinal),
                ["status"] => [],
                _ => throw new FormatException($"! {filter} is not known"),
            };
        }

        return string.Join('\n', lines);
    }
}
