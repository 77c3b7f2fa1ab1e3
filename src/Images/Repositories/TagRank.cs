namespace ImageStreams.Images;

/// <summary>A tag with what its place among the tags of a repository depends on.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Version">The version that counts; null when there is none.</param>
internal sealed record TagRank(string Tag, TagVersion? Version)
{
    /// <summary>The most important tag first (docs/spec/imports.md#tag-order).</summary>
    public static IComparer<TagRank> ByPriority { get; } = Comparer<TagRank>.Create(ComparePriority);

    /// <summary>The newest version first.</summary>
    public static IComparer<TagRank> ByVersion { get; } = Comparer<TagRank>.Create(CompareVersion);

    private int Class => this switch
    {
        { Tag: StreamTags.Latest } => 0,
        { Version.Patch: null, Version: not null } => 1,
        { Version: not null } => 2,
        _ => 3,
    };

    private static int ComparePriority(TagRank a, TagRank b) => a.Class == b.Class ? CompareVersion(a, b) : a.Class.CompareTo(b.Class);

    // Of equal versions the one without v comes first; what nothing else tells apart, its name does.
    private static int CompareVersion(TagRank a, TagRank b)
    {
        if (a.Version is { } left && b.Version is { } right)
        {
            var byVersion = TagVersion.Compare(right, left);
            var difference = byVersion != 0 ? byVersion : left.HasV.CompareTo(right.HasV);
            return difference != 0 ? difference : string.CompareOrdinal(a.Tag, b.Tag);
        }

        return string.CompareOrdinal(a.Tag, b.Tag);
    }
}
