using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>One request's change, on top of what others have written meanwhile.</summary>
internal static class StreamRebase
{
    /// <summary>
    /// The stream as it is stored now, but the tags that the request changed as they were before it: what is new in the stored one is the
    /// request's own, and nobody's tag is resolved with the rights of somebody else.
    /// </summary>
    /// <param name="old">The stream before the request; null when it made the stream.</param>
    /// <param name="prepared">What the request wanted.</param>
    /// <param name="stored">What is there now.</param>
    public static ImageStream Before(ImageStream? old, ImageStream prepared, ImageStream stored)
    {
        var before = ByName(old?.SpecTags ?? []);
        var ns = stored.Metadata?.Namespace ?? "";
        var wanted = ByName(prepared.SpecTags);
        return stored with { Spec = (stored.Spec ?? new()) with { Tags = [.. stored.SpecTags.Select(Former).OfType<TagReference>()] } };

        TagReference? Former(TagReference tag)
        {
            var earlier = before.GetValueOrDefault(tag.Name ?? "");
            return wanted.TryGetValue(tag.Name ?? "", out var own)
                && TagReferenceChange.IsChanged(earlier, own, ns)
                && !TagReferenceChange.IsChanged(own, tag, ns)
                    ? earlier
                    : tag;
        }
    }

    private static Dictionary<string, TagReference> ByName(IReadOnlyList<TagReference> tags) =>
        tags.GroupBy(t => t.Name ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
}
