using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What the API shows of one tag of a stream with its whole history (docs/spec/imagestream.md#views).</summary>
public static class ImageTagViews
{
    /// <summary>The names of all tags, of the spec and of the status, in order.</summary>
    public static IReadOnlyList<string> NamesIn(ImageStream stream) =>
    [
        .. stream.SpecTags.Select(t => t.Name ?? "")
            .Concat(stream.StatusTags.Select(t => t.Tag ?? ""))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The tag, with all metadata of its stream but the name.</summary>
    /// <param name="stream">The stream; its repository need not be up to date.</param>
    /// <param name="tag">The tag; without name it is shown as latest, but what the stream has for it counts.</param>
    /// <param name="image">The newest image; null when there is none, or when nobody needs it.</param>
    /// <param name="hosts">Where the integrated registry is.</param>
    /// <param name="defaultImportMode">The import mode of tags that name none.</param>
    public static ImageTag Of(ImageStream stream, string tag, Image? image, RegistryHosts hosts, string defaultImportMode)
    {
        var (specTag, history) = (stream.SpecTags.LastOrDefault(t => (t.Name ?? "") == tag), stream.StatusTags.LastOrDefault(t => (t.Tag ?? "") == tag));
        return new ImageTag
        {
            Kind = ImageTag.ResourceKind.Kind,
            ApiVersion = ImageTag.ResourceKind.ApiVersion,
            Metadata = (stream.Metadata ?? new ObjectMeta()) with { Name = StreamViews.NameOf(stream, tag) },
            Spec = OrNull<TagReference>.Of(specTag is null ? null : ServedShape.Of(specTag, defaultImportMode)),
            Status = OrNull<NamedTagEventList>.Of(history is null ? null : ServedShape.Of(history)),
            Image = image is not null && history?.Newest is { } newest
                ? ServedImage.Within(image) with
                {
                    DockerImageReference = PullSpec.Of(stream with { Status = StreamRepositories.Decorate(stream, hosts) }, specTag, newest),
                }
                : OrNull<Image>.Null,
        };
    }
}
