using System.IO.Pipelines;
using System.Text;

namespace ImageStreams.ApiServer.Tests;

public sealed class WatchLinesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task ReadAsync_OfLinesInPieces_HandsOutWholeLines(int piece)
    {
        var lines = new WatchLines(new PiecesStream(Encoding.UTF8.GetBytes("one\n\ntwo\nhalf of"), piece));

        (await lines.ReadAsync(default).Select(l => Encoding.UTF8.GetString(l)).ToListAsync()).Should().Equal("one", "two");
    }

    [Fact]
    public async Task ReadAsync_OfALineWithoutEnd_GivesUp()
    {
        using var stream = new PiecesStream(Enumerable.Repeat(new byte[1 << 20], int.MaxValue), 1 << 20);

        var read = () => new WatchLines(stream).ReadAsync(default).ToListAsync().AsTask();

        await read.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task Interruption_OfAWait_IsAnEmptyLineOnce()
    {
        var (pipe, interruption) = (new Pipe(), new TaskCompletionSource());
        await using var reader = new WatchLines(pipe.Reader.AsStream()) { Interruption = interruption.Task }.ReadAsync(default).GetAsyncEnumerator();
        await pipe.Writer.WriteAsync("one\ntw"u8.ToArray());
        (await NextAsync(reader)).Should().Be("one");

        var waiting = NextAsync(reader);
        interruption.SetResult();

        (await waiting).Should().BeEmpty();
        await pipe.Writer.WriteAsync("o\n"u8.ToArray());
        (await NextAsync(reader)).Should().Be("two", "nothing is lost");
        waiting = NextAsync(reader);
        await pipe.Writer.CompleteAsync();
        (await waiting).Should().BeNull();
    }

    [Fact]
    public async Task ReadAsync_ThatIsLeftAfterAnInterruption_EndsWhatItHasBegun()
    {
        var pipe = new Pipe();
        var reader = new WatchLines(pipe.Reader.AsStream()) { Interruption = Task.CompletedTask }.ReadAsync(default).GetAsyncEnumerator();
        (await NextAsync(reader)).Should().BeEmpty();

        await reader.DisposeAsync();

        await pipe.Writer.WriteAsync("one\n"u8.ToArray());
        (await pipe.Reader.ReadAsync()).Buffer.Length.Should().Be(4, "nobody else reads any more");
    }

    private static async Task<string?> NextAsync(IAsyncEnumerator<byte[]> reader) =>
        await reader.MoveNextAsync() ? Encoding.UTF8.GetString(reader.Current) : null;
}
