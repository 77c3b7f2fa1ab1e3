using System.Buffers;
using System.IO.Pipelines;

namespace ImageStreams.Kubernetes;

/// <summary>Splits a watch's stream into its lines, and ends it when it falls silent.</summary>
internal sealed class WatchReader(Stream stream, int maxLineBytes, TimeSpan idleTimeout, TimeProvider time) : IAsyncDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024));

    /// <summary>
    /// The next line that is not empty, or <c>null</c> when the server ended the watch or nothing came for the idle timeout: a server that has lost a bookmark is
    /// none that fails, and a new watch tells which.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async Task<byte[]?> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(idleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        while (true)
        {
            idle.CancelAfter(idleTimeout);
            if (await ReadAsync(either.Token, cancellationToken) is not { } result)
            {
                return null;
            }

            var line = Take(result.Buffer, result.IsCompleted);
            if (line is { Length: > 0 })
            {
                return line;
            }

            if (line is null && result.IsCompleted)
            {
                return null;
            }
        }
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private async Task<ReadResult?> ReadAsync(CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipe.ReadAsync(either);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private byte[]? Take(ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end).ToArray();
            _pipe.AdvanceTo(buffer.GetPosition(1, end));
            return line;
        }

        if (isCompleted && buffer.Length > 0)
        {
            var rest = buffer.ToArray();
            _pipe.AdvanceTo(buffer.End);
            return rest;
        }

        if (buffer.Length > maxLineBytes)
        {
            throw new InvalidDataException($"an event is larger than {maxLineBytes} bytes");
        }

        _pipe.AdvanceTo(buffer.Start, buffer.End);
        return null;
    }
}
