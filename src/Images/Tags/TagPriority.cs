using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ImageStreams.Images;

/// <summary>Which tags of a repository come first when not all are imported (docs/spec/imports.md#tag-order).</summary>
public static partial class TagPriority
{
    /// <summary><c>latest</c>, then two-part versions, then three-part versions, newest first; then everything else by name.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<string> tags)
    {
        var distinct = tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var versions = distinct.Select(Version.Of).OfType<Version>().ToList();
        var ordered = versions.OrderBy(v => v.Patch is not null).ThenByDescending(v => v, Comparer<Version>.Create(Version.Compare));
        var versioned = versions.Select(v => v.Tag).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. distinct.Where(t => t == StreamTags.Latest),
            .. ordered.Select(v => v.Tag),
            .. distinct.Where(t => t != StreamTags.Latest && !versioned.Contains(t)),
        ];
    }

    [GeneratedRegex(
        @"\A(?<v>v)?(?<major>[0-9]+)\.(?<minor>[0-9]+)(?:\.(?<patch>[0-9]+)(?:-(?<pre>[A-Za-z0-9.-]+))?|-(?<pre>[A-Za-z0-9_]+))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex VersionPattern();

    private sealed record Version(string Tag, bool HasV, BigInteger Major, BigInteger Minor, BigInteger? Patch, string PreRelease)
    {
        public static Version? Of(string tag)
        {
            var match = VersionPattern().Match(tag);
            if (!match.Success)
            {
                return null;
            }

            BigInteger? patch = match.Groups["patch"].Success ? Number(match, "patch") : null;
            var hasV = match.Groups["v"].Success;
            return new Version(tag, hasV, Number(match, "major"), Number(match, "minor"), patch, match.Groups["pre"].Value);
        }

        /// <summary>By version; of equal versions the tag without <c>v</c> counts as the newer.</summary>
        public static int Compare(Version a, Version b)
        {
            ReadOnlySpan<int> differences =
            [
                a.Major.CompareTo(b.Major),
                a.Minor.CompareTo(b.Minor),
                (a.Patch ?? 0).CompareTo(b.Patch ?? 0),
                ComparePreRelease(a.PreRelease, b.PreRelease),
                b.HasV.CompareTo(a.HasV),
            ];
            var first = differences.IndexOfAnyExcept(0);
            return first < 0 ? 0 : differences[first];
        }

        private static BigInteger Number(Match match, string group) =>
            BigInteger.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

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
    }
}
