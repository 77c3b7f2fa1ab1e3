using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>How large images and streams of a namespace may be (docs/spec/imagestream.md#limits).</summary>
public sealed record ImageLimits
{
    private const string ImageType = "openshift.io/Image";
    private const string StreamType = "openshift.io/ImageStream";
    private const string ImagesResource = "openshift.io/images";
    private const string TagsResource = "openshift.io/image-tags";
    private const string Storage = "storage";

    /// <summary>Bytes of one image; null for any number.</summary>
    public Quantity? MaxSize { get; init; }

    /// <summary>Images of one stream; null for any number.</summary>
    public Quantity? MaxImages { get; init; }

    /// <summary>References of one stream; null for any number.</summary>
    public Quantity? MaxTags { get; init; }

    /// <summary>The limits of a namespace: of several the smallest counts. What is no quantity limits nothing.</summary>
    public static ImageLimits Of(IEnumerable<LimitRange> ranges)
    {
        var items = ranges.SelectMany(r => r.Spec?.Limits ?? []).ToList();
        return new ImageLimits
        {
            MaxSize = Smallest(items, ImageType, Storage),
            MaxImages = Smallest(items, StreamType, ImagesResource),
            MaxTags = Smallest(items, StreamType, TagsResource),
        };
    }

    /// <summary>Why an image is too large; null when it is not.</summary>
    public string? FindProblem(Image image) => Problem(Storage, ImageType, Quantity.OfBytes(image.DockerImageMetadata?.Size ?? 0), MaxSize);

    /// <summary>Why a stream may not become so large; null when it may. One that is over its limit already may shrink, or stay.</summary>
    /// <param name="old">The stored stream; null when the stream is new.</param>
    /// <param name="stream">The stream as it is to be stored.</param>
    public string? FindProblem(ImageStream? old, ImageStream stream)
    {
        if (MaxImages is null && MaxTags is null)
        {
            return null;
        }

        var (before, after) = (StreamUsage.Of(old), StreamUsage.Of(stream));
        List<string> problems =
        [
            .. Problems(ImagesResource, before.Images, after.Images, MaxImages),
            .. Problems(TagsResource, before.References, after.References, MaxTags),
        ];
        return problems.Count switch
        {
            0 => null,
            1 => problems[0],
            _ => $"[{string.Join(", ", problems)}]",
        };
    }

    private static IEnumerable<string> Problems(string resource, IReadOnlySet<string> before, IReadOnlySet<string> after, Quantity? limit)
    {
        if (!after.IsSubsetOf(before) && Problem(resource, StreamType, Quantity.OfCount(after.Count), limit) is { } problem)
        {
            yield return problem;
        }
    }

    private static string? Problem(string resource, string type, Quantity usage, Quantity? limit) => limit is { } max && usage > max
        ? $"requested usage of {resource} exceeds the maximum limit per {type} ({usage} > {max})"
        : null;

    private static Quantity? Smallest(List<LimitRangeItem> items, string type, string resource)
    {
        Quantity? smallest = null;
        foreach (var item in items.Where(i => i.Type == type))
        {
            if (Quantity.TryParse(item.Max?.GetValueOrDefault(resource), out var limit) && (smallest is not { } known || limit < known))
            {
                smallest = limit;
            }
        }

        return smallest;
    }
}
