using System.Globalization;
using System.Text;

namespace ImageStreams.Entities;

/// <summary>Texts as the API's messages have them.</summary>
public static class GoText
{
    /// <summary>The text in double quotes; quotes, backslashes and what does not print are escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(Escape(rune));
        }

        return quoted.Append('"').ToString();
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\a' => @"\a",
        '\b' => @"\b",
        '\f' => @"\f",
        '\v' => @"\v",
        < ' ' or 0x7f => string.Create(CultureInfo.InvariantCulture, $@"\x{rune.Value:x2}"),
        _ when IsPrintable(rune) => rune.ToString(),
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $@"\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $@"\U{rune.Value:x8}"),
    };

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
