using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Takes tags out of a stream (docs/spec/tags.md#deletion).</summary>
public static class TagDeletion
{
    /// <summary>The stream without the tag and its history; null when it has neither.</summary>
    public static ImageStream? Delete(ImageStream stream, string tag)
    {
        if (stream.SpecTags.All(t => t.Name != tag) && stream.StatusTags.All(t => t.Tag != tag))
        {
            return null;
        }

        return WithoutSpecTag(stream, tag) with { Status = WithoutHistory(stream.Status, tag) };
    }

    /// <summary>The status without the history of the tag.</summary>
    public static ImageStreamStatus? WithoutHistory(ImageStreamStatus? status, string tag) =>
        status is null ? null : status with { Tags = NullIfEmpty((status.Tags ?? []).Where(t => t.Tag != tag)) };

    /// <summary>The stream without the spec of the tag: its history stays, as that of a pushed tag.</summary>
    public static ImageStream WithoutSpecTag(ImageStream stream, string tag) =>
        stream with { Spec = stream.Spec is { } spec ? spec with { Tags = NullIfEmpty(stream.SpecTags.Where(t => t.Name != tag)) } : null };

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
