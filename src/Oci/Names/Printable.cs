using System.Text;

namespace ImageStreams.Oci;

/// <summary>Makes foreign text fit for a message: one line, no control characters, bounded.</summary>
internal static class Printable
{
    private const int MaxLength = 256;

    public static string Excerpt(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var result = new StringBuilder(Math.Min(text.Length, MaxLength) + 3);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            result.Append(char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c);
        }

        return text.Length > MaxLength ? result.Append("...").ToString() : result.ToString();
    }
}
