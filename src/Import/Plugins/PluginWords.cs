using System.Text;
using System.Text.RegularExpressions;

namespace ImageStreams.Import;

/// <summary>Makes what a plugin says on standard error fit for a log: bounded, one line, and without what may be a secret.</summary>
internal static partial class PluginWords
{
    private const int MaxLength = 1024;
    private const int ShortestSecret = 4;

    public static string Clean(ReadOnlySpan<byte> error, CredentialProvider provider)
    {
        var text = Encoding.UTF8.GetString(error);
        foreach (var (_, value) in provider.Env.Where(v => v.Value.Length >= ShortestSecret))
        {
            text = text.Replace(value, "***", StringComparison.Ordinal);
        }

        text = Blanks().Replace(LikeAToken().Replace(text, "***"), " ").Trim();
        return text.Length > MaxLength ? $"{text[..MaxLength]}..." : text;
    }

    [GeneratedRegex("[A-Za-z0-9+/_=.-]{40,}")]
    private static partial Regex LikeAToken();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();
}
