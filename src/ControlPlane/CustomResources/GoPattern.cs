using System.Text;
using System.Text.RegularExpressions;

namespace ImageStreams.ControlPlane;

/// <summary>A regular expression as schemas write it, in Go's dialect; matching takes time linear in the text.</summary>
internal sealed class GoPattern
{
    private readonly Regex _regex;

    private GoPattern(string text, Regex regex)
    {
        Text = text;
        _regex = regex;
    }

    /// <summary>The expression as it was written.</summary>
    internal string Text { get; }

    /// <exception cref="ArgumentException">The expression cannot be read.</exception>
    internal static GoPattern Parse(string text) =>
        new(text, new Regex(Translate(text), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    internal static bool TryParse(string text, out string problem)
    {
        try
        {
            Parse(text);
            problem = "";
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problem = e.Message;
            return false;
        }
    }

    internal bool IsMatch(string text) => _regex.IsMatch(text);

    /// <summary>Writes what the two dialects write differently: classes of characters are ASCII, <c>$</c> is the very end.</summary>
    private static string Translate(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        var inClass = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    result.Append(Escape(text[++i], inClass));
                    break;
                case '[' when inClass && text.AsSpan(i).StartsWith("[:") && text.IndexOf(":]", i, StringComparison.Ordinal) is > 0 and var end:
                    result.Append(NamedClass(text[(i + 2)..end]));
                    i = end + 1;
                    break;
                case '[':
                    result.Append(inClass ? "\\[" : "[");
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    result.Append(']');
                    break;
                case '$' when !inClass:
                    result.Append("\\z");
                    break;
                case '(' when !inClass && text.AsSpan(i).StartsWith("(?P<"):
                    result.Append("(?<");
                    i += 3;
                    break;
                default:
                    result.Append(text[i]);
                    break;
            }
        }

        return result.ToString();
    }

    private static string Escape(char next, bool inClass) => (next, inClass) switch
    {
        ('d', true) => "0-9",
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', true) => "0-9A-Za-z_",
        ('w', false) => "[0-9A-Za-z_]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', true) => "\\t\\n\\f\\r ",
        ('s', false) => "[\\t\\n\\f\\r ]",
        ('S', false) => "[^\\t\\n\\f\\r ]",
        _ => $"\\{next}",
    };

    private static string NamedClass(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "digit" => "0-9",
        "lower" => "a-z",
        "upper" => "A-Z",
        "space" => "\\t\\n\\v\\f\\r ",
        "blank" => "\\t ",
        "xdigit" => "0-9A-Fa-f",
        "word" => "0-9A-Za-z_",
        "punct" => "!-/:-@\\[-`{-~",
        "print" => " -~",
        "graph" => "!-~",
        "cntrl" => "\\x00-\\x1f\\x7f",
        "ascii" => "\\x00-\\x7f",
        _ => throw new ArgumentException($"invalid character class range: `[:{name}:]`", nameof(name)),
    };
}
