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
        JsonFields.Walk(ref reader, stream.TakeField);
        return new StreamOutline(
            stream._metadata, [.. stream._tags.OrderBy(t => t.Tag, StringComparer.Ordinal).SelectMany(t => t.Images).Distinct()]);
    }

    private void TakeField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("metadata"u8))
        {
            reader.Read();
            _metadata = JsonSerializer.Deserialize(ref reader, EntitiesJsonContext.Default.ObjectMeta) ?? new ObjectMeta();
        }
        else if (reader.ValueTextEquals("status"u8))
        {
            reader.Read();
            JsonFields.Walk(ref reader, TakeStatus);
        }
    }

    private void TakeStatus(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("tags"u8))
        {
            JsonFields.WalkList(ref reader, TakeTag);
        }
    }

    private void TakeTag(ref Utf8JsonReader reader)
    {
        (_tag, _images) = ("", []);
        JsonFields.Walk(ref reader, TakeTagField);
        _tags.Add((_tag, _images));
    }

    private void TakeTagField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("tag"u8))
        {
            _tag = JsonFields.ReadText(ref reader) ?? "";
        }
        else if (reader.ValueTextEquals("items"u8))
        {
            JsonFields.WalkList(ref reader, TakeItem);
        }
    }

    private void TakeItem(ref Utf8JsonReader reader) => JsonFields.Walk(ref reader, TakeImage);

    private void TakeImage(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("image"u8) && JsonFields.ReadName(ref reader) is { IsEmpty: false } image)
        {
            _images.Add(image);
        }
    }
}
