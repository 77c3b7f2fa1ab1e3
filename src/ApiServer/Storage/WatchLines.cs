using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ImageStreams.ApiServer;

/// <summary>The lines of a watch of the control plane, as they come. It is read no faster than our caller reads.</summary>
internal sealed class WatchLines(Stream stream)
{
    private const int MaxLineBytes = 32 << 20;

    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 32 * 1024, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    if (rest.Slice(0, end) is { IsEmpty: false } line)
                    {
                        yield return line.ToArray();
                    }

                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                pipe.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    break; // half a line is no event: the caller resumes at the version that he saw last
                }

                if (rest.Length > MaxLineBytes)
                {
                    throw new InvalidDataException($"an event is larger than {MaxLineBytes} bytes");
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }
}
