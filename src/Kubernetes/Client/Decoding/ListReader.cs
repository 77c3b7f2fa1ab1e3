using System.Buffers;
using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Reads a list from a stream item by item: no more than a piece of the stream, or one item if that is larger, is held as text.</summary>
/// <param name="stream">What comes from the server.</param>
/// <param name="decoder">Reads the items.</param>
/// <param name="maxObjectBytes">How long an item may be.</param>
/// <param name="tellNext">Is told where the next page begins as soon as that is known; it must be quick.</param>
internal sealed class ListReader<T>(Stream stream, ObjectDecoder<T> decoder, int maxObjectBytes, Action<string?> tellNext) : IDisposable
    where T : class, IResource<T>
{
    // What is begun of an item at the end of a piece is read again with the next one: of 256 KiB that is little.
    private const int PieceBytes = 256 * 1024;

    private readonly ListPage<T> _page = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
    private int _length;
    private bool _isLast;
    private bool _inItems;
    private bool _done;
    private JsonReaderState _state = new(JsonLimits.Options);

    /// <exception cref="JsonException">What came is not a list, or breaks off.</exception>
    /// <exception cref="InvalidDataException">An item is too large.</exception>
    public async Task<ListPage<T>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Consume();
            if (_done)
            {
                return _page;
            }

            if (_isLast)
            {
                throw new JsonException("the list breaks off");
            }

            await FillAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Consume()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _isLast, _state);
        while (!_done)
        {
            var before = reader;
            if (!TryStep(ref reader))
            {
                reader = before; // the rest of this value is still to come
                break;
            }
        }

        var consumed = (int)reader.BytesConsumed;
        _state = reader.CurrentState;
        _buffer.AsSpan(consumed, _length - consumed).CopyTo(_buffer);
        _length -= consumed;
    }

    private bool TryStep(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (_inItems)
        {
            return TryItem(ref reader);
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return true;
            case JsonTokenType.EndObject:
                _done = true;
                return true;
            case JsonTokenType.PropertyName:
                return TryProperty(ref reader);
            default:
                throw new JsonException("not a list");
        }
    }

    private bool TryProperty(ref Utf8JsonReader reader)
    {
        var isItems = reader.ValueTextEquals("items");
        var isMetadata = reader.ValueTextEquals("metadata");
        if (!reader.Read())
        {
            return false;
        }

        if (isItems && reader.TokenType == JsonTokenType.StartArray)
        {
            _inItems = true;
            return true;
        }

        if (!TryValue(ref reader, out var value))
        {
            return false;
        }

        if (isMetadata)
        {
            var metadata = JsonSerializer.Deserialize(value, EntitiesJsonContext.Default.ListMeta);
            _page.ResourceVersion = metadata?.ResourceVersion;
            _page.Continue = metadata?.Continue;
            tellNext(_page.Continue);
        }

        return true;
    }

    private bool TryItem(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _inItems = false;
            return true;
        }

        if (decoder.TryDecode(ref reader) is { } read)
        {
            _page.Items.Add(read);
            return true;
        }

        if (!TryValue(ref reader, out var value))
        {
            return false;
        }

        if (decoder.Decode(value, out var failure) is { } item)
        {
            _page.Items.Add(item);
        }
        else
        {
            _page.Failures.Add(failure!);
        }

        return true;
    }

    private bool TryValue(ref Utf8JsonReader reader, out ReadOnlySpan<byte> value)
    {
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            value = default;
            return false;
        }

        value = _buffer.AsSpan(start, (int)reader.BytesConsumed - start);
        return true;
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            if (_length >= maxObjectBytes)
            {
                throw new InvalidDataException($"an object of {decoder.Kind.GroupResource} is larger than {maxObjectBytes} bytes");
            }

            var larger = ArrayPool<byte>.Shared.Rent(_length * 2);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var free = _buffer.AsMemory(_length);
        var read = await stream.ReadAtLeastAsync(free, free.Length, throwOnEndOfStream: false, cancellationToken);
        _length += read;
        _isLast = read < free.Length;
    }
}
