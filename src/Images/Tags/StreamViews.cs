using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What the API shows of a stream and one of its images together (docs/spec/imagestream.md#views).</summary>
public static class StreamViews
{
    /// <summary>The names of the tags that have an image, in order.</summary>
    public static IReadOnlyList<string> NamesIn(ImageStream stream)
    {
        var tags = new StreamByTag(stream);
        return
        [
            .. stream.StatusTags.Select(t => t.Tag ?? "")
                .Distinct(StringComparer.Ordinal)
                .Where(name => tags.FindNewest(name)?.Image is { Length: > 0 })
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The image that a tag means; null when the tag has none: no event, or a reference only.</summary>
    public static string? FindImageName(ImageStream stream, string tag) =>
        stream.FindNewest(tag)?.Image is { Length: > 0 } image ? image : null;

    /// <summary>The tag with its image; null when <see cref="FindImageName"/> is.</summary>
    /// <param name="stream">The stream; its repository need not be up to date.</param>
    /// <param name="tag">The tag; empty means <c>latest</c>.</param>
    /// <param name="image">The tag's image.</param>
    /// <param name="hosts">Where the integrated registry is.</param>
    /// <param name="defaultImportMode">The import mode of tags that name none.</param>
    public static ImageStreamTag? FindTag(ImageStream stream, string tag, Image image, RegistryHosts hosts, string defaultImportMode) =>
        FindImageName(stream, tag) is null ? null : TagOf(stream, tag, image, hosts, defaultImportMode);

    /// <summary>The tag, also one without image: that of a tag that waits for its import is blank.</summary>
    /// <param name="stream">The stream; its repository need not be up to date.</param>
    /// <param name="tag">The tag; empty means <c>latest</c>.</param>
    /// <param name="image">The tag's image; null shows no more of it than the stream knows.</param>
    /// <param name="hosts">Where the integrated registry is.</param>
    /// <param name="defaultImportMode">The import mode of tags that name none.</param>
    public static ImageStreamTag TagOf(ImageStream stream, string tag, Image? image, RegistryHosts hosts, string defaultImportMode)
    {
        var decorated = stream with { Status = StreamRepositories.Decorate(stream, hosts) };
        var newest = decorated.FindNewest(tag) is { Image.Length: > 0 } item ? item : null;
        var specTag = decorated.FindSpecTag(tag);
        var annotations = specTag?.Annotations.Value;
        var known = image is null ? new Image { Metadata = new ObjectMeta { Name = newest?.Image } } : WithAnnotations(image, annotations);
        return new ImageStreamTag
        {
            Kind = ImageStreamTag.ResourceKind.Kind,
            ApiVersion = ImageStreamTag.ResourceKind.ApiVersion,
            Metadata = new ObjectMeta
            {
                Name = NameOf(stream, tag),
                Namespace = stream.Metadata?.Namespace,
                Uid = stream.Metadata?.Uid,
                ResourceVersion = stream.Metadata?.ResourceVersion,
                CreationTimestamp = newest?.Created ?? stream.Metadata?.CreationTimestamp ?? default,
                Labels = stream.Metadata?.Labels,
                Annotations = annotations is { Count: > 0 } ? annotations : null,
            },
            Tag = OrNull<TagReference>.Of(specTag is null ? null : ServedShape.Of(specTag, defaultImportMode)),
            Generation = newest?.Generation ?? 0,
            LookupPolicy = new ImageLookupPolicy { Local = stream.Spec?.LookupPolicy?.Local ?? false },
            Conditions = decorated.FindStatusTag(tag)?.Conditions is { Count: > 0 } conditions ? conditions : null,
            Image = ServedImage.Within(known) with { DockerImageReference = newest is null ? null : PullSpec.Of(decorated, specTag, newest) },
        };
    }

    /// <summary>The name under which the API knows a tag of a stream.</summary>
    internal static string NameOf(ImageStream stream, string tag) => $"{stream.Name}:{(tag.Length == 0 ? StreamTags.Latest : tag)}";

    /// <summary>An image of the stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="id">The id as the caller wrote it.</param>
    /// <param name="image">The image that it means.</param>
    public static ImageStreamImage ImageOf(ImageStream stream, string id, Image image) => new()
    {
        Kind = ImageStreamImage.ResourceKind.Kind,
        ApiVersion = ImageStreamImage.ResourceKind.ApiVersion,
        Metadata = new ObjectMeta
        {
            Name = $"{stream.Name}@{id}",
            Namespace = stream.Metadata?.Namespace,
            CreationTimestamp = image.Metadata?.CreationTimestamp ?? default,
            Annotations = stream.Metadata?.Annotations,
        },
        Image = ServedImage.Within(image),
    };

    private static Image WithAnnotations(Image image, IReadOnlyDictionary<string, string>? more)
    {
        if (more is not { Count: > 0 })
        {
            return image;
        }

        var annotations = image.Metadata.CopyAnnotations();
        foreach (var (key, value) in more)
        {
            annotations[key] = value;
        }

        return image with { Metadata = image.Metadata.With(annotations) };
    }
}
