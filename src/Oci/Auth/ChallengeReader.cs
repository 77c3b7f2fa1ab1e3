using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ImageStreams.Oci;

/// <summary>Cuts a <c>WWW-Authenticate</c> value into tokens and quoted values; the commas in a quoted scope separate nothing.</summary>
internal sealed class ChallengeReader(string text)
{
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/");

    private int _at;

    /// <summary>The name of a scheme or a parameter; false at the end and at anything else.</summary>
    public bool TryReadToken([NotNullWhen(true)] out string? token)
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t' or ','))
        {
            _at++;
        }

        token = TakeToken();
        return token is not null;
    }

    /// <summary>The value behind <c>=</c>; false if the token before it was a scheme.</summary>
    public bool TryReadValue([NotNullWhen(true)] out string? value)
    {
        value = null;
        var start = _at;
        SkipBlanks();
        if (_at >= text.Length || text[_at] != '=')
        {
            _at = start;
            return false;
        }

        _at++;
        SkipBlanks();
        value = _at < text.Length && text[_at] == '"' ? TakeQuoted() : TakeToken() ?? "";
        return true;
    }

    private string? TakeToken()
    {
        var rest = text.AsSpan(_at);
        var length = rest.IndexOfAnyExcept(TokenChars) is >= 0 and var end ? end : rest.Length;
        _at += length;
        return length == 0 ? null : rest[..length].ToString();
    }

    private string TakeQuoted()
    {
        var value = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] != '"'; _at++)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
            }

            value.Append(text[_at]);
        }

        _at = Math.Min(_at + 1, text.Length);
        return value.ToString();
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && (text[_at] is ' ' or '\t'))
        {
            _at++;
        }
    }
}
