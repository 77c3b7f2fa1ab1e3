using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ImageStreams.Images;

/// <summary>An amount as Kubernetes writes it: <c>100</c>, <c>1500m</c>, <c>2k</c>, <c>120Mi</c>. It is exact down to a billionth.</summary>
/// <remarks>Two of them are compared by <see cref="CompareTo"/>: equal amounts may be written differently. docs/spec/imagestream.md#limits</remarks>
public readonly partial record struct Quantity : IComparable<Quantity>
{
    private const int MaxLength = 64;
    private static readonly BigInteger One = 1_000_000_000;
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    private readonly BigInteger _billionths;
    private readonly bool _isBinary;

    private Quantity(BigInteger billionths, bool isBinary) => (_billionths, _isBinary) = (billionths, isBinary);

    /// <summary>A number of things.</summary>
    public static Quantity OfCount(long count) => new(count * One, isBinary: false);

    /// <summary>A number of bytes.</summary>
    public static Quantity OfBytes(long bytes) => new(bytes * One, isBinary: true);

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>Reads an amount; what is finer than a billionth is rounded up.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity quantity)
    {
        quantity = default;
        if (text is null || text.Length > MaxLength || Pattern().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var (whole, fraction) = (match.Groups["whole"].Value, match.Groups["fraction"].Value);
        if (whole.Length + fraction.Length == 0 || !TryReadUnit(match, out var unit, out var isBinary))
        {
            return false;
        }

        var scale = BigInteger.Pow(10, fraction.Length);
        var amount = ((BigInteger.Parse(whole + fraction, CultureInfo.InvariantCulture) * unit) + scale - 1) / scale;
        quantity = new(match.Groups["sign"].Value == "-" ? -amount : amount, isBinary);
        return true;
    }

    public int CompareTo(Quantity other) => _billionths.CompareTo(other._billionths);

    /// <summary>This and some more of it.</summary>
    public Quantity Plus(long count) => new(_billionths + (count * One), _isBinary);

    /// <summary>The shortest whole number with a suffix that says the same.</summary>
    public override string ToString()
    {
        if (_billionths.IsZero)
        {
            return "0";
        }

        var isWhole = (_billionths % One).IsZero;
        return _isBinary && isWhole && BigInteger.Abs(_billionths) >= 1024 * One
            ? Shorten(_billionths / One, 1024, BinarySuffixes)
            : Shorten(_billionths, 1000, DecimalSuffixes);
    }

    private static string Shorten(BigInteger number, int step, string[] suffixes)
    {
        var index = 0;
        while (index < suffixes.Length - 1 && (number % step).IsZero)
        {
            number /= step;
            index++;
        }

        return $"{number.ToString(CultureInfo.InvariantCulture)}{suffixes[index]}";
    }

    /// <summary>How many billionths one of the unit is.</summary>
    private static bool TryReadUnit(Match match, out BigInteger unit, out bool isBinary)
    {
        var suffix = match.Groups["suffix"].Value;
        (unit, isBinary) = (One, suffix.EndsWith('i'));
        if (match.Groups["exponent"] is { Success: true } exponent)
        {
            var power = int.Parse(exponent.Value, CultureInfo.InvariantCulture);
            if (power is < -9 or > 18)
            {
                return false;
            }

            unit = BigInteger.Pow(10, 9 + power);
            return true;
        }

        unit = isBinary
            ? One * BigInteger.Pow(1024, Array.IndexOf(BinarySuffixes, suffix))
            : BigInteger.Pow(1000, Array.IndexOf(DecimalSuffixes, suffix));
        return true;
    }

    [GeneratedRegex(
        @"\A(?<sign>[+-])?(?<whole>[0-9]*)(?:\.(?<fraction>[0-9]*))?(?:[eE](?<exponent>[+-]?[0-9]{1,3})|(?<suffix>[numkMGTPE]|[KMGTPE]i|))\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
