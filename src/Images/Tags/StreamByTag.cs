using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>The tags of a stream by name, so that to look at all of them takes time in proportion to their number. Of several entries of a name the last counts.</summary>
public sealed class StreamByTag
{
    private readonly ImageStream _stream;
    private readonly Dictionary<string, TagReference> _spec = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedTagEventList> _status = new(StringComparer.Ordinal);

    public StreamByTag(ImageStream stream)
    {
        _stream = stream;
        foreach (var tag in stream.SpecTags)
        {
            _spec[tag.Name ?? ""] = tag;
        }

        foreach (var tag in stream.StatusTags)
        {
            _status[tag.Tag ?? ""] = tag;
        }
    }

    /// <summary>The event on top of the tag's history; the empty name means <c>latest</c>.</summary>
    public TagEvent? FindNewest(string tag) => _status.GetValueOrDefault(StreamTags.OrLatest(tag))?.Newest;

    /// <summary>The stream as if it had this tag alone; for the empty name with <c>latest</c>, which it may mean.</summary>
    public ImageStream Only(string tag) => _stream with
    {
        Spec = _stream.Spec is null ? null : _stream.Spec with { Tags = Entries(_spec, tag) },
        Status = _stream.Status is null ? null : _stream.Status with { Tags = Entries(_status, tag) },
    };

    private static T[] Entries<T>(Dictionary<string, T> tags, string tag)
        where T : class => (tags.GetValueOrDefault(tag), tag.Length == 0 ? tags.GetValueOrDefault(StreamTags.Latest) : null) switch
        {
            (null, null) => [],
            ({ } entry, null) => [entry],
            (null, { } latest) => [latest],
            ({ } entry, { } latest) => [entry, latest],
        };
}
