using System.Globalization;
using System.Text;

namespace ImageStreams.GenericApiServer;

/// <summary>Values as the Kubernetes API writes them into its messages.</summary>
public static class GoText
{
    /// <summary><paramref name="text"/> in double quotes, with escapes for what cannot be printed.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            AppendEscaped(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    private static void AppendEscaped(StringBuilder quoted, Rune rune)
    {
        var simple = rune.Value switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\v' => "\\v",
            _ => null,
        };
        if (simple is not null)
        {
            quoted.Append(simple);
        }
        else if (rune.Value < 0x20 || rune.Value == 0x7f)
        {
            quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        }
        else if (IsPrintable(rune))
        {
            quoted.Append(rune);
        }
        else
        {
            quoted.Append(CultureInfo.InvariantCulture, $"{(rune.IsBmp ? "\\u" : "\\U0000")}{rune.Value:x4}");
        }
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && (rune.Value == ' ' || Rune.GetUnicodeCategory(rune) != UnicodeCategory.SpaceSeparator);
}
