using System.IO.Compression;
using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Objects are held as compressed JSON; whoever asks for one gets a copy of his own.</summary>
internal sealed class PackedObjects<T> : IHolding<T>
    where T : class, IResource<T>
{
    public object Hold(T item)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(JsonSerializer.SerializeToUtf8Bytes(item, T.JsonTypeInfo));
        }

        return new Packed(packed.ToArray(), item.Metadata?.ResourceVersion);
    }

    public T Take(object held)
    {
        using var deflate = new DeflateStream(new MemoryStream(((Packed)held).Bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(deflate, T.JsonTypeInfo)!;
    }

    public string? VersionOf(object held) => ((Packed)held).Version;

    private sealed record Packed(byte[] Bytes, string? Version);
}
