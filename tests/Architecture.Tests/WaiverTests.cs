using System.Text.RegularExpressions;

namespace ImageStreams.Architecture.Tests;

/// <summary>A recorded answer may differ for a reason that users are told of, and for no other (docs/differences.md).</summary>
public sealed partial class WaiverTests
{
    private static readonly string[] Lines =
        [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "parity-waivers.txt")).Where(l => l.Length > 0 && !l.StartsWith('#'))];

    [Fact]
    public void Waivers_NameRowsOfTheDifferences_AndWhatTheyCause()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "differences.md"))).Select(m => m.Groups["row"].Value).ToHashSet();

        var baseless = Lines.Where(line => !Waiver().Match(line).Groups["row"].Captures.Select(c => c.Value).DefaultIfEmpty("none").All(rows.Contains));

        baseless.Should().BeEmpty();
    }

    [Fact]
    public void Waivers_AreForEachCaseOnce()
    {
        var twice = Lines.GroupBy(line => line.Split('\t')[0]).Where(g => g.Count() > 1).Select(g => g.Key);

        twice.Should().BeEmpty();
    }

    [GeneratedRegex(@"^\| (?<row>D\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // section/name<TAB>D1, D2: what they cause
    [GeneratedRegex(@"^[0-9]{2}-[a-z-]+/[^\s/]+\t(?<row>D\d+)(, (?<row>D\d+))*: \S.*$")]
    private static partial Regex Waiver();
}
