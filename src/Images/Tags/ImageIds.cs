using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Looks images up by id or by the beginning of one (docs/spec/tags.md#image-ids).</summary>
public static class ImageIds
{
    /// <summary>Whether <paramref name="id"/> is the beginning of <paramref name="image"/>, or of its hex part.</summary>
    public static bool Matches(string image, string id) =>
        image.StartsWith(id, StringComparison.Ordinal)
        || (Digest.TryParse(image, out var digest) && digest.Hex.StartsWith(id, StringComparison.Ordinal));

    /// <summary>Looks <paramref name="id"/> up in the whole history of all tags.</summary>
    public static ImageIdMatch Resolve(ImageStreamStatus? status, string id)
    {
        var found = new SortedDictionary<string, TagEvent>(StringComparer.Ordinal);
        foreach (var item in (status?.Tags ?? []).SelectMany(t => t.Events))
        {
            if (item.Image is { Length: > 0 } image && Matches(image, id))
            {
                found.TryAdd(image, item);
            }
        }

        return new ImageIdMatch { Images = [.. found.Keys], Event = found.Count == 1 ? found.Values.First() : null };
    }

    /// <summary>Looks <paramref name="id"/> up among names, for example those of a stream's layers.</summary>
    public static ImageIdMatch Resolve(IEnumerable<string> images, string id) =>
        new() { Images = [.. images.Where(i => Matches(i, id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] };

    /// <summary>What to tell a caller whose id is ambiguous.</summary>
    public static string AmbiguousMessage(ImageIdMatch match, string id) =>
        $"multiple images match the prefix {GoText.Quote(id)}: {string.Join(", ", match.Images)}";
}
