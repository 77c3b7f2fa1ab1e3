using System.Numerics;

namespace ImageStreams.Images;

/// <summary>One condition of a <see cref="VersionRange"/>: an operator and a version, of which parts may be missing.</summary>
internal sealed record VersionComparator
{
    private readonly TagVersion? _low;
    private readonly bool _lowItself;
    private readonly TagVersion? _high;
    private readonly HighEnd _highEnd;
    private readonly bool _isNegated;

    private VersionComparator(TagVersion? low, bool lowItself, TagVersion? high, HighEnd highEnd, bool isNegated)
    {
        (_low, _lowItself, _high, _highEnd, _isNegated) = (low, lowItself, high, highEnd, isNegated);
    }

    private enum HighEnd
    {
        /// <summary>The end belongs to the range.</summary>
        Itself,

        /// <summary>The end does not, its pre-releases do.</summary>
        Before,

        /// <summary>Neither the end nor its pre-releases do.</summary>
        BeforePreReleases,
    }

    /// <summary>Whether it names a pre-release: only then are pre-releases meant at all.</summary>
    public bool NamesPreRelease { get; private init; }

    /// <param name="sign">The operator; empty for none.</param>
    /// <param name="version">The version, missing parts zero.</param>
    /// <param name="parts">How many parts it names: 0 to 3.</param>
    public static VersionComparator Of(string sign, TagVersion version, int parts)
    {
        var isWhole = parts == 3 || version.PreRelease.Length > 0;
        var comparator = sign switch
        {
            "" or "=" => isWhole ? Between(version, version, HighEnd.Itself) : Under(version, version, parts),
            "!=" => (isWhole ? Between(version, version, HighEnd.Itself) : Under(version, version, parts)).Negated(),
            ">" => isWhole ? new(version, false, null, default, false) : From(Next(version, parts)),
            ">=" or "=>" => From(version),
            "<" => new(null, false, version, parts == 0 ? HighEnd.BeforePreReleases : HighEnd.Before, false),
            "<=" or "=<" => isWhole ? new(null, false, version, HighEnd.Itself, false) : Under(null, version, parts),
            "^" => Under(version, version, CaretParts(version, parts)),
            _ => Under(version, version, Math.Min(parts, 2)), // ~ and ~>
        };
        return comparator with { NamesPreRelease = version.PreRelease.Length > 0 };
    }

    public bool Admits(TagVersion version) => (IsAboveLow(version) && IsBelowHigh(version)) != _isNegated;

    private static VersionComparator From(TagVersion? low) => low is null ? Nothing() : new(low, true, null, default, false);

    private static VersionComparator Between(TagVersion low, TagVersion high, HighEnd end) => new(low, true, high, end, false);

    // All versions from the low end on that have the first parts of the given one, or of one before it.
    private static VersionComparator Under(TagVersion? low, TagVersion version, int parts) =>
        new(low, true, Next(version, parts), HighEnd.BeforePreReleases, false);

    private static VersionComparator Nothing() => new VersionComparator(null, true, null, default, false).Negated();

    /// <summary>The first version that differs in its first parts; null when there is none, since all have the same none.</summary>
    private static TagVersion? Next(TagVersion version, int parts) => parts switch
    {
        0 => null,
        1 => new(false, version.Major + 1, 0, 0, ""),
        2 => new(false, version.Major, version.Minor + 1, 0, ""),
        _ => new(false, version.Major, version.Minor, (version.Patch ?? BigInteger.Zero) + 1, ""),
    };

    // The leftmost part that is not zero stays.
    private static int CaretParts(TagVersion version, int parts) => parts switch
    {
        0 or 1 => parts,
        _ when version.Major > 0 => 1,
        2 => 2,
        _ => version.Minor > 0 ? 2 : 3,
    };

    private VersionComparator Negated() => new(_low, _lowItself, _high, _highEnd, !_isNegated);

    private bool IsAboveLow(TagVersion version)
    {
        if (_low is null)
        {
            return true;
        }

        var difference = TagVersion.Compare(version, _low);
        return difference > 0 || (difference == 0 && _lowItself);
    }

    private bool IsBelowHigh(TagVersion version) => _high is null || _highEnd switch
    {
        HighEnd.Itself => TagVersion.Compare(version, _high) <= 0,
        HighEnd.Before => TagVersion.Compare(version, _high) < 0,
        _ => TagVersion.CompareParts(version, _high) < 0,
    };
}
