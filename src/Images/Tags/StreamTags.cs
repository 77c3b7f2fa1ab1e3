using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Finds tags in a stream; the empty name means <c>latest</c>, and of several entries of a name the last counts.</summary>
public static class StreamTags
{
    public const string Latest = "latest";

    extension(ImageStream stream)
    {
        public IReadOnlyList<TagReference> SpecTags => stream.Spec?.Tags ?? [];

        public IReadOnlyList<NamedTagEventList> StatusTags => stream.Status?.Tags ?? [];

        public TagReference? FindSpecTag(string tag) => stream.SpecTags.LastOrDefault(t => t.Name == OrLatest(tag));

        public NamedTagEventList? FindStatusTag(string tag) => stream.StatusTags.LastOrDefault(t => t.Tag == OrLatest(tag));

        /// <summary>The event on top of the tag's history: its position decides, not its time.</summary>
        public TagEvent? FindNewest(string tag) => stream.FindStatusTag(tag)?.Newest;
    }

    internal static string OrLatest(string tag) => tag.Length == 0 ? Latest : tag;
}
