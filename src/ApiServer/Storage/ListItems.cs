using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.ApiServer;

/// <summary>Takes the items out of a list while it arrives; no more than one of them is held.</summary>
internal sealed class ListItems(Stream stream)
{
    private const int MaxItemBytes = 32 << 20;
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 20_000 };

    private JsonReaderState _state = new(Options);
    private bool _inItems;
    private bool _isDone;

    /// <summary>The metadata of the list; the control plane sends it last.</summary>
    public ListMeta Metadata { get; private set; } = new();

    /// <exception cref="InvalidDataException">What arrives is no list, or only a part of one.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024, leaveOpen: true));
        try
        {
            List<byte[]> items = [];
            while (!_isDone)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var consumed = Parse(read.Buffer, read.IsCompleted, items);
                foreach (var item in items)
                {
                    yield return item;
                }

                items.Clear();
                EnsureProgress(read, consumed);
                pipe.AdvanceTo(consumed, read.Buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private void EnsureProgress(ReadResult read, SequencePosition consumed)
    {
        if (!_isDone && (read.IsCompleted || read.Buffer.Slice(consumed).Length > MaxItemBytes))
        {
            throw new InvalidDataException(read.IsCompleted ? "the list breaks off" : $"an item of the list is larger than {MaxItemBytes} bytes");
        }
    }

    private SequencePosition Parse(ReadOnlySequence<byte> buffer, bool isFinal, List<byte[]> items)
    {
        try
        {
            var reader = new Utf8JsonReader(buffer, isFinal, _state);
            while (!_isDone)
            {
                var before = reader;
                if (!(_inItems ? TryReadItem(ref reader, buffer, items) : TryReadMember(ref reader, buffer)))
                {
                    reader = before;
                    break;
                }
            }

            _state = reader.CurrentState;
            return reader.Position;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("the list is not JSON", e);
        }
    }

    /// <summary>Reads a member of the list, or only the name of the one that holds the items.</summary>
    private bool TryReadMember(ref Utf8JsonReader reader, ReadOnlySequence<byte> buffer)
    {
        if (!reader.Read())
        {
            return false;
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when reader.CurrentDepth == 0:
                return true;
            case JsonTokenType.EndObject:
                _isDone = true;
                return true;
            case JsonTokenType.PropertyName:
                return TryReadValue(ref reader, buffer);
            default:
                throw new InvalidDataException("the answer is no list");
        }
    }

    private bool TryReadValue(ref Utf8JsonReader reader, ReadOnlySequence<byte> buffer)
    {
        var (isItems, isMetadata) = (reader.ValueTextEquals("items"), reader.ValueTextEquals("metadata"));
        if (!reader.Read())
        {
            return false;
        }

        if (isItems && reader.TokenType == JsonTokenType.StartArray)
        {
            _inItems = true;
            return true;
        }

        var start = reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        if (isMetadata)
        {
            var json = buffer.Slice(start, reader.BytesConsumed - start).ToArray();
            Metadata = JsonSerializer.Deserialize(json, EntitiesJsonContext.Default.ListMeta) ?? new ListMeta();
        }

        return true;
    }

    private bool TryReadItem(ref Utf8JsonReader reader, ReadOnlySequence<byte> buffer, List<byte[]> items)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _inItems = false;
            return true;
        }

        var start = reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            return false;
        }

        items.Add(buffer.Slice(start, reader.BytesConsumed - start).ToArray());
        return true;
    }
}
