using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Reads of a stored stream what <see cref="StreamOutline"/> holds; of its tags nothing becomes an object.</summary>
public sealed class StreamOutlineReader
{
    private readonly List<(string Tag, List<BlobName> Images)> _tags = [];
    private ObjectMeta _metadata = new();
    private string _tag = "";
    private List<BlobName> _images = [];

    private StreamOutlineReader()
    {
    }

    /// <exception cref="JsonException">The document is none, or a field that is looked at has a value of a wrong type.</exception>
    public static StreamOutline Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        JsonFields.Expect(reader, JsonTokenType.StartObject);
        var stream = new StreamOutlineReader();
        JsonFields.TryWalk(ref reader, stream, static (ref r, stream) => stream.TryTakeField(ref r));
        return new StreamOutline(
            stream._metadata, [.. stream._tags.OrderBy(t => t.Tag, StringComparer.Ordinal).SelectMany(t => t.Images).Distinct()]);
    }

    private bool TryTakeField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("status"u8))
        {
            return JsonFields.TryWalkValue(ref reader, this, static (ref r, stream) => stream.TryTakeStatus(ref r));
        }

        if (reader.ValueTextEquals("metadata"u8))
        {
            reader.Read();
            _metadata = JsonSerializer.Deserialize(ref reader, EntitiesJsonContext.Default.ObjectMeta) ?? new ObjectMeta();
        }

        return true;
    }

    private bool TryTakeStatus(ref Utf8JsonReader reader) =>
        !reader.ValueTextEquals("tags"u8) || JsonFields.TryWalkList(ref reader, this, static (ref r, stream) => stream.TryTakeTag(ref r));

    private bool TryTakeTag(ref Utf8JsonReader reader)
    {
        (_tag, _images) = ("", []);
        var isWhole = JsonFields.TryWalk(ref reader, this, static (ref r, stream) => stream.TryTakeTagField(ref r));
        _tags.Add((_tag, _images));
        return isWhole;
    }

    private bool TryTakeTagField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("tag"u8))
        {
            var isRead = JsonFields.TryReadText(ref reader, out var tag);
            _tag = tag ?? "";
            return isRead;
        }

        return !reader.ValueTextEquals("items"u8)
            || JsonFields.TryWalkList(ref reader, this, static (ref r, stream) => JsonFields.TryWalk(ref r, stream, static (ref r, stream) => stream.TryTakeImage(ref r)));
    }

    private bool TryTakeImage(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("image"u8))
        {
            return true;
        }

        var isRead = JsonFields.TryReadName(ref reader, out var image);
        if (!image.IsEmpty)
        {
            _images.Add(image);
        }

        return isRead;
    }
}
