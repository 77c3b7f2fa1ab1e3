namespace ImageStreams.Images;

/// <summary>Which tags of a repository come first when not all are imported (docs/spec/imports.md#tag-order).</summary>
public static class TagPriority
{
    /// <summary><c>latest</c>, then two-part versions, then three-part versions, newest first; then everything else by name.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<string> tags) =>
        [.. new SortedSet<TagRank>(tags.Select(t => new TagRank(t, TagVersion.Of(t))), TagRank.ByPriority).Select(r => r.Tag)];
}
