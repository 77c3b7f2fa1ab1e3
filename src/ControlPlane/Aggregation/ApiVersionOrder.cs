using System.Globalization;

namespace ImageStreams.ControlPlane;

/// <summary>Orders versions as Kubernetes prefers them: stable above beta above alpha above anything else, then by number.</summary>
internal sealed class ApiVersionOrder : IComparer<string?>
{
    public static readonly ApiVersionOrder Instance = new();

    private ApiVersionOrder()
    {
    }

    public int Compare(string? x, string? y)
    {
        var (one, other) = (Parse(x ?? ""), Parse(y ?? ""));
        return (one, other) switch
        {
            (null, null) => string.CompareOrdinal(y, x), // the first in the alphabet is preferred
            (null, _) => -1,
            (_, null) => 1,
            var (a, b) => a.Value.CompareTo(b.Value),
        };
    }

    private static (int Stage, int Major, int Minor)? Parse(string version)
    {
        if (version is not ['v', .. var rest] || !TakeNumber(ref rest, out var major))
        {
            return null;
        }

        if (rest.Length == 0)
        {
            return (2, major, 0);
        }

        var (stage, name) = rest[0] == 'b' ? (1, "beta") : (0, "alpha");
        if (!rest.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        rest = rest[name.Length..];
        return TakeNumber(ref rest, out var minor) && rest.Length == 0 ? (stage, major, minor) : null;
    }

    private static bool TakeNumber(ref string text, out int number)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var isNumber = int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out number);
        text = text[digits..];
        return isNumber;
    }
}
