using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Objects are held as compressed JSON; whoever asks for one gets a copy of his own.</summary>
internal sealed class PackedObjects<T> : IHolding<T>
    where T : class, IResource<T>
{
    private const int BytesAtFirst = 16 << 10;
    private const int BytesToKeep = 1 << 20;

    [ThreadStatic]
    private static Buffers? _buffers;

    public object Hold(T item)
    {
        var (text, packed) = TakeBuffers();
        using (var writer = new Utf8JsonWriter(text))
        {
            JsonSerializer.Serialize(writer, item, T.JsonTypeInfo);
        }

        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(text.WrittenSpan);
        }

        return new Packed(packed.ToArray(), text.WrittenCount, item.Metadata?.ResourceVersion);
    }

    public T Take(object held)
    {
        var packed = (Packed)held;
        var text = ArrayPool<byte>.Shared.Rent(packed.Length);
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(packed.Bytes), CompressionMode.Decompress);
            deflate.ReadExactly(text, 0, packed.Length);
            return JsonSerializer.Deserialize(text.AsSpan(0, packed.Length), T.JsonTypeInfo)!;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    public string? VersionOf(object held) => ((Packed)held).Version;

    /// <summary>Empty ones, of this thread; what a huge object needed is not kept for the small ones.</summary>
    private static Buffers TakeBuffers()
    {
        if (_buffers is null || _buffers.Text.Capacity > BytesToKeep)
        {
            _buffers = new(new ArrayBufferWriter<byte>(BytesAtFirst), new MemoryStream(BytesAtFirst / 4));
        }

        _buffers.Text.ResetWrittenCount();
        _buffers.Packed.SetLength(0);
        return _buffers;
    }

    private sealed record Buffers(ArrayBufferWriter<byte> Text, MemoryStream Packed);

    private sealed record Packed(byte[] Bytes, int Length, string? Version);
}
