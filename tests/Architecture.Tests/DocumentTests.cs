using System.Text.RegularExpressions;

namespace ImageStreams.Architecture.Tests;

/// <summary>Documents are part of the source: what they and the code refer to is there.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Citations_LeadToASection()
    {
        var files = Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests")).Concat(Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "config"), "*.yaml", SearchOption.AllDirectories));

        var broken = files.SelectMany(f => Citation().Matches(File.ReadAllText(f)).Select(m => (
                File: Repository.Relative(f), Page: Path.Combine(Repository.Root, m.Groups["page"].Value), Anchor: m.Groups["anchor"].Value)))
            .Where(c => !LeadsSomewhere(c.Page, c.Anchor))
            .Select(c => $"{c.File}: {Repository.Relative(c.Page)}#{c.Anchor}");

        broken.Should().BeEmpty();
    }

    [Fact]
    public void Links_BetweenDocuments_LeadSomewhere()
    {
        var documents = Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(
            Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories));

        var broken = documents.SelectMany(d => Link().Matches(File.ReadAllText(d)).Select(m => (
                Document: d,
                Page: m.Groups["page"].Value is { Length: > 0 } page ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(d)!, page)) : d,
                Anchor: m.Groups["anchor"].Value)))
            .Where(l => !LeadsSomewhere(l.Page, l.Anchor))
            .Select(l => $"{Repository.Relative(l.Document)}: {Repository.Relative(l.Page)}#{l.Anchor}");

        broken.Should().BeEmpty();
    }

    private static bool LeadsSomewhere(string page, string anchor) =>
        anchor.Length == 0
            ? File.Exists(page) || Directory.Exists(page)
            : File.Exists(page) && Heading().Matches(File.ReadAllText(page)).Any(h => AnchorOf(h.Groups[1].Value) == anchor);

    /// <summary>As the usual renderers make it: lower case, spaces become hyphens, everything else that is no letter, digit or hyphen goes.</summary>
    private static string AnchorOf(string heading) =>
        NotInAnAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?<page>docs/[a-z0-9/-]+\.md)(#(?<anchor>[a-z0-9_-]+))?")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\]\((?!https?:)(?<page>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ +(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^a-z0-9 _-]")]
    private static partial Regex NotInAnAnchor();
}
