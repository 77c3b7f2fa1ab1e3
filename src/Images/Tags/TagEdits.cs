using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What a request for a single tag makes of its stream (docs/spec/tags.md#requests).</summary>
public static class TagEdits
{
    /// <summary>The stream with the tag of a new <c>ImageStreamTag</c>: one without a tag only makes sure of the stream.</summary>
    public static ImageStream Create(ImageStream stream, string tag, ImageStreamTag sent) =>
        sent.Tag.Value is { } wanted ? WithSpecTag(stream, wanted with { Name = tag }) : stream;

    /// <summary>The stream with the tag of a changed <c>ImageStreamTag</c>; null when it gives none and the spec has none.</summary>
    public static ImageStream? Update(ImageStream stream, string tag, ImageStreamTag sent)
    {
        var wanted = sent.Tag.Value ?? stream.FindSpecTag(tag);
        return wanted is null
            ? null
            : WithSpecTag(stream, wanted with { Name = tag, Annotations = OrNull<IReadOnlyDictionary<string, string>>.Of(sent.Metadata?.Annotations) });
    }

    /// <summary>The stream with the spec of an <c>ImageTag</c>; without one the tag leaves the spec, and its history stays.</summary>
    public static ImageStream Write(ImageStream stream, string tag, ImageTag sent) =>
        sent.Spec.Value is { } wanted ? WithSpecTag(stream, wanted with { Name = tag }) : TagDeletion.WithoutSpecTag(stream, tag);

    private static ImageStream WithSpecTag(ImageStream stream, TagReference tag) => stream with
    {
        Spec = (stream.Spec ?? new ImageStreamSpec()) with { Tags = [.. stream.SpecTags.Where(t => t.Name != tag.Name), tag] },
    };
}
