using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Reads and writes <see cref="OrNull{T}"/>; an omitted field is left out by <c>JsonIgnore</c> before this is asked.</summary>
public sealed class OrNullConverter<T> : JsonConverter<OrNull<T>>
{
    public override bool HandleNull => true;

    public override OrNull<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return OrNull<T>.Null;
        }

        try
        {
            return OrNull<T>.Of(JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))));
        }
        catch (JsonException e)
        {
            throw Unplaced(e);
        }
    }

    public override void Write(Utf8JsonWriter writer, OrNull<T> value, JsonSerializerOptions options)
    {
        if (!value.HasValue)
        {
            writer.WriteNullValue();
            return;
        }

        JsonSerializer.Serialize(writer, value.Value!, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
    }

    // The inner path begins at this field. Without a path, the serializer above adds the one that begins at the document.
    private static JsonException Unplaced(JsonException e)
    {
        var place = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return new JsonException(place < 0 ? e.Message : e.Message[..place], e);
    }
}
