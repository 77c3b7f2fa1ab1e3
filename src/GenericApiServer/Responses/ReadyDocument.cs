using System.Buffers.Binary;

namespace ImageStreams.GenericApiServer;

/// <summary>A JSON document whose bytes are there already, for an answer that is often the same.</summary>
/// <param name="parts">Its parts in order.</param>
public sealed class ReadyDocument(IReadOnlyList<ReadyPart> parts)
{
    private static readonly ReadOnlyMemory<byte> GzipHeader = new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff };

    private readonly Lazy<Compression> _gzip = new(() => Compression.Of(parts));

    /// <summary>How long it is, in bytes.</summary>
    public long Length { get; } = parts.Sum(p => (long)p.Bytes.Length);

    internal IEnumerable<ReadOnlyMemory<byte>> Plain => parts.Select(p => p.Bytes);

    internal IEnumerable<ReadOnlyMemory<byte>> Gzip => parts.Select(p => p.Blocks).Prepend(GzipHeader).Append(_gzip.Value.Trailer);

    internal long GzipLength => _gzip.Value.Length;

    /// <summary>The whole as one.</summary>
    public byte[] ToArray()
    {
        var all = new byte[Length];
        var at = 0;
        foreach (var part in Plain)
        {
            part.CopyTo(all.AsMemory(at));
            at += part.Length;
        }

        return all;
    }

    private sealed record Compression(ReadOnlyMemory<byte> Trailer, long Length)
    {
        public static Compression Of(IReadOnlyList<ReadyPart> parts)
        {
            var (checksum, plain, length) = (0u, 0L, 0L);
            foreach (var part in parts)
            {
                checksum = GzipChecksum.Join(checksum, part.Checksum, part.Bytes.Length);
                plain += part.Bytes.Length;
                length += part.Blocks.Length;
            }

            var trailer = new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 }; // an empty last block, the checksum, the length
            BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(2), checksum);
            BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(6), (uint)plain);
            return new(trailer, length + GzipHeader.Length + trailer.Length);
        }
    }
}
