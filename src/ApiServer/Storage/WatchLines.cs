using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ImageStreams.ApiServer;

/// <summary>The lines of a watch of the control plane, as they come. It is read no faster than our caller reads.</summary>
internal sealed class WatchLines(Stream stream)
{
    private const int MaxLineBytes = 32 << 20;

    /// <summary>When it completes, there is an empty line once: whoever reads need not wait for the next event then.</summary>
    public Task? Interruption { get; init; }

    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024, leaveOpen: true));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (reading, interruption) = (Task.FromResult(default(ReadResult)), Interruption);
        try
        {
            while (true)
            {
                reading = pipe.ReadAsync(end.Token).AsTask();
                if (interruption is not null && await Task.WhenAny(reading, interruption) == interruption)
                {
                    interruption = null;
                    yield return [];
                }

                var read = await reading;
                if (read.Buffer.PositionOf((byte)'\n') is { } last)
                {
                    // What is read is given back first: while the caller is slow, no more than the event that he gets is held.
                    var line = read.Buffer.Slice(0, last).ToArray();
                    pipe.AdvanceTo(read.Buffer.GetPosition(1, last));
                    if (line.Length > 0)
                    {
                        yield return line;
                    }

                    continue;
                }

                var length = read.Buffer.Length;
                pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    break; // half a line is no event: the caller resumes at the version that he saw last
                }

                if (length > MaxLineBytes)
                {
                    throw new InvalidDataException($"an event is larger than {MaxLineBytes} bytes");
                }
            }
        }
        finally
        {
            // The pipe needs its memory as long as it is being read into.
            await end.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pipe.CompleteAsync();
        }
    }
}
