using System.Globalization;
using System.Text;

namespace ImageStreams.Operator;

/// <summary>Columns as wide as their widest cell, two blanks apart, two blanks in; facts one a line, their names before them.</summary>
internal static class TextTable
{
    private const int LongestFact = 100;

    /// <param name="text">Grows by the table.</param>
    /// <param name="header">A leading <c>&gt;</c> aligns the column to the right.</param>
    /// <param name="rows">As many cells as the header.</param>
    public static void Append(StringBuilder text, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var toTheRight = header.Select(h => h.StartsWith('>')).ToArray();
        List<IReadOnlyList<string>> lines = [[.. header.Select(h => h.TrimStart('>'))], .. rows];
        var widths = Enumerable.Range(0, header.Count).Select(i => lines.Max(l => l[i].Length)).ToArray();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, i) => toTheRight[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            text.Append("  ").Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
    }

    /// <summary>Names in a column of their own; facts without a value are left out.</summary>
    public static void AppendFacts(StringBuilder text, IReadOnlyList<(string Name, string? Value)> facts)
    {
        foreach (var (name, value) in facts.Where(f => f.Value is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name + ":",-12} {TerminalText.Clean(value!, LongestFact)}\n");
        }
    }
}
