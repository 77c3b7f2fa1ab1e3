using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Reads the events of a watch, one line each.</summary>
internal sealed class WatchDecoder<T>(ObjectDecoder<T> objects, KubeRequest request)
    where T : class, IResource<T>
{
    /// <summary>The event, or <c>null</c> for one of a type that is not known.</summary>
    /// <exception cref="KubeApiException">The event says that the watch has failed.</exception>
    /// <exception cref="InvalidDataException">The line is no event.</exception>
    public WatchEvent<T>? Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return DecodeEvent(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for text that is not UTF-8
        {
            throw new InvalidDataException($"{request}: the watch brought what is no event: {e.Message}", e);
        }
    }

    private static WatchEvent<T> Bookmark(ObjectHeader header) => new()
    {
        Type = WatchEventType.Bookmark,
        ResourceVersion = header.ResourceVersion,
        IsEndOfInitialEvents = header.IsEndOfInitialEvents,
    };

    private WatchEvent<T>? DecodeEvent(ReadOnlySpan<byte> line)
    {
        var (type, start, length) = Split(line);
        var value = line.Slice(start, length);
        return type switch
        {
            "ADDED" => Change(WatchEventType.Added, value),
            "MODIFIED" => Change(WatchEventType.Modified, value),
            "DELETED" => Change(WatchEventType.Deleted, value),
            "BOOKMARK" => Bookmark(ObjectHeader.Read(value)),
            "ERROR" => throw StatusReader.FromEvent(value, request),
            _ => null,
        };
    }

    private static (string? Type, int Start, int Length) Split(ReadOnlySpan<byte> line)
    {
        string? type = null;
        var (start, length) = (0, 0);
        var reader = new Utf8JsonReader(line, JsonLimits.Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not a watch event");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type");
            var isObject = reader.ValueTextEquals("object");
            reader.Read();
            type = isType && reader.TokenType == JsonTokenType.String ? reader.GetString() : type;
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isObject)
            {
                (start, length) = (valueStart, (int)reader.BytesConsumed - valueStart);
            }
        }

        return length > 0 ? (type, start, length) : throw new JsonException("a watch event without an object");
    }

    private WatchEvent<T> Change(WatchEventType type, ReadOnlySpan<byte> value)
    {
        var resource = objects.Decode(value, out var failure);
        return new WatchEvent<T>
        {
            Type = type,
            Object = resource,
            Key = resource is null ? failure!.Key : NamespacedName.Of(resource),
            ResourceVersion = resource is null ? failure!.ResourceVersion : resource.Metadata?.ResourceVersion,
            Failure = failure,
        };
    }
}
