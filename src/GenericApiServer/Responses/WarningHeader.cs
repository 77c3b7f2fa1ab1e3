using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Warnings that go with an answer; kubectl shows them to its user.</summary>
public static class WarningHeader
{
    private const int MaxTotal = 4 * 1024;
    private const int MaxEach = 256;

    /// <summary>Adds a warning; the same text twice is one, and when there are many, long ones are cut.</summary>
    public static void Add(HttpResponse response, string text)
    {
        var value = $"299 - \"{Escape(text)}\"";
        var existing = response.Headers.Warning;
        if (existing.Contains(value) || existing.Sum(v => v?.Length ?? 0) + value.Length > MaxTotal * 2)
        {
            return;
        }

        if (existing.Sum(v => v?.Length ?? 0) + value.Length > MaxTotal)
        {
            value = $"299 - \"{Escape(text.Length > MaxEach ? text[..MaxEach] : text)}\"";
        }

        response.Headers.Append("Warning", value);
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                escaped.Append('\\');
            }

            // Headers carry ASCII; what else a field name may hold is not worth a refused answer.
            escaped.Append(c is < ' ' or > '~' ? '?' : c);
        }

        return escaped.ToString();
    }
}
