using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ImageStreams.Images;

/// <summary>The version that a tag names: of two or three parts, maybe with a <c>v</c> before and a pre-release behind (docs/spec/repositories.md#versions).</summary>
/// <param name="HasV">Whether a <c>v</c> stands before it.</param>
/// <param name="Major">The first part.</param>
/// <param name="Minor">The second part.</param>
/// <param name="Patch">The third part; null when there are two.</param>
/// <param name="PreRelease">What follows the hyphen; empty for a release.</param>
internal sealed partial record TagVersion(bool HasV, BigInteger Major, BigInteger Minor, BigInteger? Patch, string PreRelease)
{
    /// <summary>The version of the tag; null when it names none.</summary>
    public static TagVersion? Of(string tag)
    {
        var match = VersionPattern().Match(tag);
        if (!match.Success)
        {
            return null;
        }

        BigInteger? patch = match.Groups["patch"].Success ? Number(match, "patch") : null;
        return new TagVersion(match.Groups["v"].Success, Number(match, "major"), Number(match, "minor"), patch, match.Groups["pre"].Value);
    }

    /// <summary>By precedence: a part that is not there is zero, and <c>v</c> does not matter.</summary>
    public static int Compare(TagVersion a, TagVersion b)
    {
        var parts = CompareParts(a, b);
        return parts != 0 ? parts : ComparePreRelease(a.PreRelease, b.PreRelease);
    }

    /// <summary>As <see cref="Compare"/>, but a pre-release counts as its release.</summary>
    public static int CompareParts(TagVersion a, TagVersion b)
    {
        ReadOnlySpan<int> differences = [a.Major.CompareTo(b.Major), a.Minor.CompareTo(b.Minor), (a.Patch ?? 0).CompareTo(b.Patch ?? 0)];
        var first = differences.IndexOfAnyExcept(0);
        return first < 0 ? 0 : differences[first];
    }

    private static BigInteger Number(Match match, string group) => BigInteger.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    // As semantic versioning has it: a release is newer than its pre-releases, numbers are compared as numbers and before words.
    private static int ComparePreRelease(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0)
        {
            return b.Length.CompareTo(a.Length);
        }

        var (left, right) = (a.Split('.'), b.Split('.'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (CompareIdentifier(left[i], right[i]) is not 0 and var difference)
            {
                return difference;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareIdentifier(string a, string b)
    {
        var (aIsNumber, bIsNumber) = (IsNumber(a), IsNumber(b));
        if (aIsNumber && bIsNumber)
        {
            var culture = CultureInfo.InvariantCulture;
            return BigInteger.Parse(a, culture).CompareTo(BigInteger.Parse(b, culture));
        }

        return aIsNumber == bIsNumber ? string.CompareOrdinal(a, b) : bIsNumber.CompareTo(aIsNumber);
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    [GeneratedRegex(
        @"\A(?<v>v)?(?<major>[0-9]+)\.(?<minor>[0-9]+)(?:\.(?<patch>[0-9]+)(?:-(?<pre>[A-Za-z0-9.-]+))?|-(?<pre>[A-Za-z0-9_]+))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex VersionPattern();
}
