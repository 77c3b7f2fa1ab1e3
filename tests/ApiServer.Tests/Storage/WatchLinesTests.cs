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
}
