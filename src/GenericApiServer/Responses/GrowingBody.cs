using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>A body whose length is not known: short ones go out whole, with their length; long ones as they grow, compressed if the caller can read that.</summary>
internal sealed class GrowingBody(HttpContext context, string mediaType) : IAsyncDisposable
{
    private const int PieceSize = 32 * 1024;

    private Stream? _stream;

    /// <summary>Sends what has gathered, if that is worth it.</summary>
    public async Task DrainAsync(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.WrittenCount > (_stream is null ? ResponseWriting.GzipThreshold : PieceSize))
        {
            await WriteAsync(buffer);
        }
    }

    public Task CompleteAsync(ArrayBufferWriter<byte> buffer) => _stream is null
        ? ResponseWriting.SendAsync(context, buffer.WrittenMemory, mediaType, StatusCodes.Status200OK)
        : WriteAsync(buffer);

    public async ValueTask DisposeAsync()
    {
        if (_stream is GZipStream)
        {
            await _stream.DisposeAsync();
        }
    }

    private async Task WriteAsync(ArrayBufferWriter<byte> buffer)
    {
        _stream ??= ResponseWriting.Begin(context, mediaType, StatusCodes.Status200OK);
        await _stream.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        buffer.ResetWrittenCount();
    }
}
