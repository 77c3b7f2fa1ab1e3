using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ImageStreams.Images;

/// <summary>
/// A range of versions as Helm and Flux write it: <c>&gt;=1.2 &lt;2</c>, <c>~1.2</c>, <c>^1</c>, <c>1.x</c>, <c>1.2 - 1.4</c>, <c>||</c>
/// (docs/spec/repositories.md#ranges).
/// </summary>
internal sealed partial class VersionRange
{
    public const int MaxLength = 256;

    private readonly List<List<VersionComparator>> _alternatives;

    private VersionRange(List<List<VersionComparator>> alternatives) => _alternatives = alternatives;

    /// <summary>Every release.</summary>
    public static VersionRange Any { get; } = new([[]]);

    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        if (text.Length > MaxLength)
        {
            return false;
        }

        var alternatives = new List<List<VersionComparator>>();
        foreach (var alternative in text.Split("||"))
        {
            if (ParseAll(alternative) is not { Count: > 0 } all)
            {
                return false;
            }

            alternatives.Add(all);
        }

        range = new VersionRange(alternatives);
        return true;
    }

    /// <summary>Whether the version is meant. A pre-release only is where the range names one.</summary>
    public bool Contains(TagVersion version) => _alternatives.Exists(all =>
        (version.PreRelease.Length == 0 || all.Exists(c => c.NamesPreRelease)) && all.TrueForAll(c => c.Admits(version)));

    // Null when there is anything else between the conditions than blanks and commas.
    private static List<VersionComparator>? ParseAll(string text)
    {
        var all = new List<VersionComparator>();
        var end = 0;
        for (var match = TermPattern().Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Index != end)
            {
                return null;
            }

            end += match.Length;
            if (match.Groups["low"].Success)
            {
                all.Add(Read(match, ">=", "low"));
                all.Add(Read(match, "<=", "high"));
            }
            else
            {
                all.Add(Read(match, match.Groups["sign"].Value, "one"));
            }
        }

        return text.AsSpan(end).Trim(" \t,").IsEmpty ? all : null;
    }

    private static VersionComparator Read(Match term, string sign, string group)
    {
        var match = PartialPattern().Match(term.Groups[group].Value);
        string[] names = ["major", "minor", "patch"];
        var parts = names.TakeWhile(name => match.Groups[name].Success && char.IsAsciiDigit(match.Groups[name].ValueSpan[0])).Count();
        var numbers = names.Select((name, i) => i < parts ? BigInteger.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : 0).ToArray();
        return VersionComparator.Of(sign, new TagVersion(false, numbers[0], numbers[1], numbers[2], match.Groups["pre"].Value), parts);
    }

    private const string Version =
        @"v?(?:[0-9]+|[xX*])(?:\.(?:[0-9]+|[xX*])){0,2}(?:-[A-Za-z0-9.-]+)?(?:\+[A-Za-z0-9.-]+)?";

    [GeneratedRegex($@"\G[ \t,]*(?:(?<low>{Version})[ \t]+-[ \t]+(?<high>{Version})|(?<sign>[!<>]=|=[<>]|~>|[=<>~^])?[ \t]*(?<one>{Version}))(?=[ \t,]|\z)")]
    private static partial Regex TermPattern();

    [GeneratedRegex(@"\Av?(?<major>[0-9]+|[xX*])(?:\.(?<minor>[0-9]+|[xX*]))?(?:\.(?<patch>[0-9]+|[xX*]))?(?:-(?<pre>[A-Za-z0-9.-]+))?(?:\+[A-Za-z0-9.-]+)?\z")]
    private static partial Regex PartialPattern();
}
