namespace ImageStreams.ApiServer.Tests;

/// <summary>A body that arrives in pieces, and counts how much of it was read.</summary>
internal sealed class PiecesStream(IEnumerable<byte[]> parts, int largest) : Stream
{
    private readonly IEnumerator<byte[]> _parts = parts.GetEnumerator();
    private ReadOnlyMemory<byte> _rest;
    private long _position;

    public PiecesStream(byte[] whole, int largest)
        : this([whole], largest)
    {
    }

    /// <summary>What is no item: commas and the frame, at most.</summary>
    public long Overhead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_rest.IsEmpty && _parts.MoveNext())
        {
            _rest = _parts.Current;
            Overhead++;
        }

        var count = Math.Min(Math.Min(_rest.Length, largest), buffer.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
