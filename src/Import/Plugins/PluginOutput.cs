using System.Buffers;

namespace ImageStreams.Import;

/// <summary>What a plugin prints, up to a limit.</summary>
/// <param name="limit">How many bytes are kept.</param>
/// <param name="mayOverflow">Whether more is read and dropped, so that the plugin can go on; else the reading ends.</param>
internal sealed class PluginOutput(int limit, bool mayOverflow)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>What came; to be asked for when the reading has ended.</summary>
    public byte[] Bytes => _kept.WrittenSpan.ToArray();

    public bool IsOverfull { get; private set; }

    /// <summary>Reads to the end, or until it is told to stop; never fails.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                var room = limit - _kept.WrittenCount;
                _kept.Write(buffer.AsSpan(0, Math.Min(room, count)));
                IsOverfull |= count > room;
                if (IsOverfull && !mayOverflow)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // what came until then is what there is
        }
    }
}
