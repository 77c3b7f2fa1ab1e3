using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class ReadyResultTests
{
    private const int Piece = 16 * 1024;

    private readonly byte[] _head = RandomNumberGenerator.GetBytes(7);
    private readonly byte[] _body = RandomNumberGenerator.GetBytes(9 * Piece);
    private readonly byte[] _tail = RandomNumberGenerator.GetBytes(Piece - 7);

    [Fact]
    public async Task Sending_ToWhoDoesNotRead_HoldsOnePiece()
    {
        var body = new PipedBody();

        var sending = SendAsync(body, "");

        (await body.Reader.ReadAsync()).Buffer.Length.Should().Be(Piece);
        sending.IsCompleted.Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task Sending_ToWhoReads_GivesTheWholeInPieces(string encoding)
    {
        var body = new PipedBody();
        var sending = SendAsync(body, encoding);

        var pieces = await ReadAsync(body.Reader, sending);

        pieces.SkipLast(1).Should().OnlyContain(p => p.Length == Piece);
        Plain(pieces.SelectMany(p => p), encoding).Should().Equal(_head.Concat(_body).Concat(_tail));
    }

    [Fact]
    public async Task Sending_BeginsTheAnswerBeforeTheBody()
    {
        var body = new PipedBody();

        var sending = SendAsync(body, "");
        await ReadAsync(body.Reader, sending);

        body.WrittenAtStart.Should().Be(0, "a server copies what it is given before the headers are out");
    }

    private Task SendAsync(PipedBody body, string encoding)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(body);
        context.Request.Method = "GET";
        context.Request.Headers.AcceptEncoding = encoding;
        var document = new ReadyDocument([new(_head), new([]), new(_body), new(_tail), new([])]);
        return CompleteAsync(KubeResults.Object(document).ExecuteAsync(context), body);
    }

    private static async Task CompleteAsync(Task sending, PipedBody body)
    {
        await sending;
        await body.Writer.CompleteAsync();
    }

    /// <summary>What is there each time that nothing was left.</summary>
    private static async Task<List<byte[]>> ReadAsync(PipeReader reader, Task sending)
    {
        List<byte[]> pieces = [];
        for (var isMore = true; isMore;)
        {
            var read = await reader.ReadAsync();
            pieces.Add(read.Buffer.ToArray());
            isMore = !read.IsCompleted;
            reader.AdvanceTo(read.Buffer.End);
        }

        await sending;
        return [.. pieces.Where(p => p.Length > 0)];
    }

    private static byte[] Plain(IEnumerable<byte> sent, string encoding)
    {
        var bytes = sent.ToArray();
        if (encoding.Length == 0)
        {
            return bytes;
        }

        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>A body that takes nothing more until what is there has been read.</summary>
    private sealed class PipedBody : IHttpResponseBodyFeature
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));

        public PipeReader Reader => _pipe.Reader;

        public PipeWriter Writer => _pipe.Writer;

        public System.IO.Stream Stream => Writer.AsStream();

        public long WrittenAtStart { get; private set; } = -1;

        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            WrittenAtStart = Writer.UnflushedBytes;
            return Task.CompletedTask;
        }

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
