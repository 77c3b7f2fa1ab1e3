using System.Globalization;
using System.Text.RegularExpressions;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Which tags of its repository a stream wants, as its annotations say (docs/spec/repositories.md#filters).</summary>
public sealed class TagFilter
{
    private const int MaxPatternLength = 1024;

    private const string ProblemPrefix = $"annotation {ImageAnnotations.ImporterPrefix}";

    private const string VersionGroup = "version";

    // The engine takes no longer for one text than for another; this is in case it ever does.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex? _pattern;
    private readonly VersionRange? _range;

    private TagFilter(Regex? pattern, VersionRange? range, int? newest, string? problem)
    {
        (_pattern, _range, Newest, Problem) = (pattern, range, newest, problem);
    }

    /// <summary>Every tag.</summary>
    public static TagFilter None { get; } = new(null, null, null, null);

    /// <summary>How many of the newest versions are wanted; null for all tags that the filter admits.</summary>
    public int? Newest { get; }

    /// <summary>What is wrong with the annotations; null when nothing is. A filter that is wrong admits nothing.</summary>
    public string? Problem { get; }

    /// <summary>The order in which tags count: by version when the newest are wanted.</summary>
    internal IComparer<TagRank> Order => Newest is null ? TagRank.ByPriority : TagRank.ByVersion;

    public static TagFilter Of(ImageStream stream)
    {
        try
        {
            var pattern = stream.FindAnnotation(ImageAnnotations.TagRegex) is { Length: > 0 } regex ? ReadPattern(regex) : null;
            var range = stream.FindAnnotation(ImageAnnotations.TagSemver) is { } semver && !string.IsNullOrWhiteSpace(semver) ? ReadRange(semver) : null;
            var newest = stream.FindAnnotation(ImageAnnotations.TagNewest) is { Length: > 0 } number ? ReadNewest(number) : (int?)null;
            return new TagFilter(pattern, range ?? (newest is null ? null : VersionRange.Any), newest, null);
        }
        catch (FormatException e)
        {
            return new TagFilter(null, null, null, e.Message);
        }
    }

    /// <summary>Whether the repository failed because of a filter, and the filter says something else by now.</summary>
    internal static bool IsCorrected(ImageStream stream, RepositoryError error) =>
        error.Message.StartsWith(ProblemPrefix, StringComparison.Ordinal) && ImportFailures.InvalidFilter(Of(stream).Problem ?? "").Message != error.Message;

    /// <summary>The tag with its place; null when it is not wanted.</summary>
    internal TagRank? Admit(string tag)
    {
        if (Problem is not null || _pattern?.Match(tag) is { Success: false })
        {
            return null;
        }

        var version = TagVersion.Of(TextOfVersion(tag));
        return _range is null || (version is not null && _range.Contains(version)) ? new TagRank(tag, version) : null;
    }

    // With a group of that name the pattern says which part of a tag is its version.
    private string TextOfVersion(string tag) => _pattern?.Match(tag).Groups[VersionGroup] is { Success: true } group ? group.Value : tag;

    private static Regex ReadPattern(string text)
    {
        if (text.Length > MaxPatternLength)
        {
            throw Wrong(ImageAnnotations.TagRegex, string.Concat(text.AsSpan(0, 64), "..."), $"is longer than {MaxPatternLength} characters");
        }

        try
        {
            // RE2, and so most who write such patterns, begins named groups with a P.
            var pattern = text.Replace("(?P<", "(?<", StringComparison.Ordinal);
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Wrong(ImageAnnotations.TagRegex, text, "is no regular expression of the kind that needs no backtracking");
        }
    }

    private static VersionRange ReadRange(string text) =>
        VersionRange.TryParse(text, out var range) ? range : throw Wrong(ImageAnnotations.TagSemver, text, "is no range of versions, such as \">=1.2 <2\"");

    private static int ReadNewest(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var newest) && newest > 0
        ? newest
        : throw Wrong(ImageAnnotations.TagNewest, text, "is no number above zero");

    private static FormatException Wrong(string annotation, string text, string problem) => new($"annotation {annotation}: {GoText.Quote(text)} {problem}");
}
