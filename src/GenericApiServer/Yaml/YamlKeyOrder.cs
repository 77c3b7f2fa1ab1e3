namespace ImageStreams.GenericApiServer;

/// <summary>The order of keys in written YAML: by letters, numbers inside by their value, other signs before letters.</summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    public static YamlKeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        x ??= "";
        y ??= "";
        for (var i = 0; i < x.Length && i < y.Length; i++)
        {
            if (x[i] != y[i])
            {
                return At(x, y, i);
            }
        }

        return x.Length.CompareTo(y.Length);
    }

    private static int At(string x, string y, int i)
    {
        var (letterX, letterY) = (char.IsLetter(x[i]), char.IsLetter(y[i]));
        if (letterX && letterY)
        {
            return x[i].CompareTo(y[i]);
        }

        if (letterX || letterY)
        {
            return letterY ? -1 : 1;
        }

        var inNumber = (x[i] == '0' || y[i] == '0') && FollowsNonZeroDigit(x, i);
        var (numberX, endX) = Number(x, i, inNumber);
        var (numberY, endY) = Number(y, i, inNumber);
        return numberX != numberY ? numberX.CompareTo(numberY)
            : endX != endY ? endX.CompareTo(endY)
            : x[i].CompareTo(y[i]);
    }

    private static bool FollowsNonZeroDigit(string text, int i)
    {
        for (var j = i - 1; j >= 0 && char.IsDigit(text[j]); j--)
        {
            if (text[j] != '0')
            {
                return true;
            }
        }

        return false;
    }

    private static (long Value, int End) Number(string text, int start, bool inNumber)
    {
        long value = inNumber ? 1 : 0;
        var end = start;
        for (; end < text.Length && char.IsDigit(text[end]); end++)
        {
            value = unchecked((value * 10) + (text[end] - '0'));
        }

        return (value, end);
    }
}
