using System.Text;

namespace ImageStreams.Operator;

/// <summary>Makes text from registries fit for a terminal: what it holds must not move the cursor or colour the screen.</summary>
internal static class TerminalText
{
    /// <summary>One line without control characters.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isPlain = !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (
                System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator);
            clean.Append(isPlain ? rune.ToString() : " ");
        }

        return clean.ToString();
    }

    /// <summary>The same, cut to a length.</summary>
    public static string Clean(string text, int length)
    {
        var clean = Clean(text);
        return clean.Length <= length ? clean : string.Concat(clean.AsSpan(0, length - 3), "...");
    }
}
