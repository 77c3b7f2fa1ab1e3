using System.Buffers.Binary;
using System.IO.Compression;

namespace ImageStreams.GenericApiServer;

/// <summary>A part of a document as it goes over the wire. It is compressed once, by itself, so that documents can share parts.</summary>
public sealed class ReadyPart(byte[] bytes)
{
    private const int GzipHeader = 10;
    private const int GzipTrailer = 8;

    private readonly Lazy<Deflated> _deflated = new(() => Deflate(bytes));

    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Whole blocks that refer to nothing before them and are not the last: those of one part can follow those of another.</summary>
    internal ReadOnlyMemory<byte> Blocks => _deflated.Value.Blocks;

    /// <summary>The checksum that gzip has.</summary>
    internal uint Checksum => _deflated.Value.Checksum;

    private static Deflated Deflate(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return new(bytes, 0);
        }

        using var target = new MemoryStream((bytes.Length / 2) + 64);
        long end;
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
            gzip.Flush(); // to the end of a byte
            end = target.Length;
        }

        var all = target.GetBuffer().AsSpan(0, (int)target.Length);
        return new(all[GzipHeader..(int)end].ToArray(), BinaryPrimitives.ReadUInt32LittleEndian(all[^GzipTrailer..]));
    }

    private sealed record Deflated(ReadOnlyMemory<byte> Blocks, uint Checksum);
}
