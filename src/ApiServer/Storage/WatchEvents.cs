using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Turns the events of one watch of the control plane into those of our caller.</summary>
/// <param name="decoder">Reads the objects.</param>
/// <param name="selector">What the control plane could not select by.</param>
internal sealed class WatchEvents<T>(StoredDecoder<T> decoder, FieldSelectorExpression selector)
    where T : class, IResource<T>
{
    /// <summary>The objects that the caller has been told of, while there is something for us to select by.</summary>
    private readonly HashSet<(string?, string?)> _shown = [];

    /// <summary>The event for the caller; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The line is no event.</exception>
    public StoredEvent? Translate(byte[] line)
    {
        try
        {
            var (type, value) = Split(line);
            return type switch
            {
                WatchNotification.Added or WatchNotification.Modified or WatchNotification.Deleted => Change(type, value),
                WatchNotification.Bookmarked => new(Bookmark(value), null),
                WatchNotification.Failed => new(Failure(value), null),
                _ => null,
            };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("the control plane sent what is no event", e);
        }
    }

    private static (string Type, ReadOnlyMemory<byte> Value) Split(byte[] line)
    {
        var (type, value) = ("", ReadOnlyMemory<byte>.Empty);
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 20_000 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isObject) = (reader.ValueTextEquals("type"), reader.ValueTextEquals("object"));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            type = isType ? reader.GetString() ?? "" : type;
            reader.Skip();
            value = isObject ? line.AsMemory(start, (int)reader.BytesConsumed - start) : value;
        }

        return (type, value);
    }

    private StoredEvent? Change(string type, ReadOnlyMemory<byte> value)
    {
        if (decoder.TryDecode(value.Span)?.Value is not { } resource)
        {
            return null;
        }

        var shownAs = selector.IsEmpty ? type : TypeForSelection(type, resource);
        return shownAs is null
            ? null
            : new(new(shownAs, KubeJson.ToUtf8(decoder.Kind.Shape(resource), T.JsonTypeInfo)), resource.Metadata);
    }

    /// <summary>An object that comes to be selected is added for the caller, one that ceases to be is deleted.</summary>
    private string? TypeForSelection(string type, T resource)
    {
        var key = (resource.Metadata?.Namespace, resource.Metadata?.Name);
        var isSelected = selector.Matches(field => decoder.Kind.Fields[field](resource));
        if (type != WatchNotification.Deleted && isSelected)
        {
            return _shown.Add(key) ? WatchNotification.Added : WatchNotification.Modified;
        }

        // A watch that resumes does not know what the caller has: a deletion too many harms him less than one too few.
        return _shown.Remove(key) || isSelected || type == WatchNotification.Modified ? WatchNotification.Deleted : null;
    }

    private WatchNotification Bookmark(ReadOnlyMemory<byte> value)
    {
        var metadata = JsonSerializer.Deserialize(value.Span, T.JsonTypeInfo)?.Metadata;
        var bookmark = decoder.Kind.Bookmark;
        return new(WatchNotification.Bookmarked, KubeJson.ToUtf8(
            decoder.Kind.WithIdentity(bookmark, decoder.Kind.Served.ApiVersion, bookmark.Metadata! with
            {
                ResourceVersion = metadata?.ResourceVersion,
                Annotations = metadata?.Annotations,
            }),
            T.JsonTypeInfo));
    }

    private static WatchNotification Failure(ReadOnlyMemory<byte> value)
    {
        var status = JsonSerializer.Deserialize(value.Span, EntitiesJsonContext.Default.Status) ?? new Status { Code = 500, Message = "the watch failed" };
        return WatchNotification.Error(StatusTranslation.ToServed(status));
    }
}
