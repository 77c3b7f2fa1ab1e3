namespace ImageStreams.GenericApiServer;

/// <summary>In which styles a text can be written without changing its meaning.</summary>
internal readonly record struct YamlScalarShape(bool PlainAllowed, bool SingleQuotedAllowed, bool BlockAllowed, bool IsMultiline)
{
    public static YamlScalarShape Of(string text)
    {
        if (text.Length == 0)
        {
            return new(true, true, false, false);
        }

        var indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal) || HasIndicators(text);
        var special = text.EnumerateRunes().Any(r => !YamlWriting.IsPrintable(r.Value));
        bool breaks = false, spaceBreak = false, breakSpace = false;
        for (var i = 0; i < text.Length; i++)
        {
            var (isBreak, isSpace) = (YamlWriting.IsBreak(text[i]), text[i] == ' ');
            breaks |= isBreak;
            spaceBreak |= i > 0 && isBreak && text[i - 1] == ' ';
            breakSpace |= i > 0 && isSpace && YamlWriting.IsBreak(text[i - 1]);
        }

        var blankEnds = text[0] == ' ' || text[^1] == ' ' || YamlWriting.IsBreak(text[0]) || YamlWriting.IsBreak(text[^1]);
        var unquotable = spaceBreak || special;
        return new(
            !(blankEnds || breakSpace || unquotable || breaks || indicators),
            !(breakSpace || unquotable),
            !(text[^1] == ' ' || unquotable),
            breaks);
    }

    private static bool HasIndicators(string text)
    {
        var blankNext = IsBlankAt(text, 1);
        if (text[0] is '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`'
            || (text[0] is '?' or ':' or '-' && blankNext))
        {
            return true;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if ((text[i] == ':' && IsBlankAt(text, i + 1)) || (text[i] == '#' && (IsBlankAt(text, i - 1) || YamlWriting.IsBreak(text[i - 1]))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBlankAt(string text, int i) => i >= text.Length || text[i] is ' ' or '\t';
}
