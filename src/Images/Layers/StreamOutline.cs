using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What the layers of a stream need to know of the stream.</summary>
/// <param name="Metadata">Who it is.</param>
/// <param name="Images">The images of the whole history, each once: by tag, the newest of a tag first. What is told of layers depends on this order.</param>
public sealed record StreamOutline(ObjectMeta Metadata, IReadOnlyList<BlobName> Images)
{
    public static StreamOutline Of(ImageStream stream) => new(
        stream.Metadata ?? new ObjectMeta(),
        [
            .. stream.StatusTags.OrderBy(t => t.Tag, StringComparer.Ordinal).SelectMany(t => t.Events)
                .Select(e => BlobName.Of(e.Image)).Where(image => !image.IsEmpty).Distinct(),
        ]);
}
