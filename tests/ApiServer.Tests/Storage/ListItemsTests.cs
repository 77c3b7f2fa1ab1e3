using System.Text;

namespace ImageStreams.ApiServer.Tests;

public sealed class ListItemsTests
{
    private const string List =
        """{"kind":"ImageStreamList","items":[{"a":1},{"b":"}]\"","c":[{}]},{}],"other":{"items":[1]},"metadata":{"resourceVersion":"7","continue":"c","remainingItemCount":3}}""";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task ReadAsync_OfAListInPieces_FindsItemsAndMetadata(int piece)
    {
        var items = new ListItems(new PiecesStream(Encoding.UTF8.GetBytes(List), piece));

        var read = await items.ReadAsync(default).Select(i => Encoding.UTF8.GetString(i)).ToListAsync();

        read.Should().Equal("""{"a":1}""", """{"b":"}]\"","c":[{}]}""", "{}");
        items.Metadata.Should().BeEquivalentTo(new { ResourceVersion = "7", Continue = "c", RemainingItemCount = 3L });
    }

    [Theory]
    [InlineData("""{"items":null,"metadata":{}}""")]
    [InlineData("""{"metadata":{},"items":[]}""")]
    public async Task ReadAsync_OfAnEmptyList_FindsNothing(string list) =>
        (await new ListItems(new PiecesStream(Encoding.UTF8.GetBytes(list), 3)).ReadAsync(default).ToListAsync()).Should().BeEmpty();

    [Fact]
    public async Task ReadAsync_OfAnythingLessThanAList_Fails()
    {
        var whole = Encoding.UTF8.GetBytes(List);
        for (var length = 0; length < whole.Length; length++)
        {
            var read = () => new ListItems(new PiecesStream(whole[..length], 5)).ReadAsync(default).ToListAsync().AsTask();

            await read.Should().ThrowAsync<InvalidDataException>("{0} bytes are a part", length);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("<html>")]
    [InlineData("""{"items":[{]}""")]
    public async Task ReadAsync_OfWhatIsNoList_Fails(string text)
    {
        var read = () => new ListItems(new PiecesStream(Encoding.UTF8.GetBytes(text), 100)).ReadAsync(default).ToListAsync().AsTask();

        await read.Should().ThrowAsync<InvalidDataException>();
    }

    [Fact]
    public async Task ReadAsync_OfALongList_HoldsNoMoreThanWhatItHandsOut()
    {
        const int count = 5_000;
        var item = $$"""{"a":"{{new string('x', 20_000)}}"}""";
        using var stream = new PiecesStream(Repeat(item, count), 8 * 1024);
        long handedOut = 0;
        long ahead = 0;

        await foreach (var read in new ListItems(stream).ReadAsync(default))
        {
            handedOut += read.Length;
            ahead = Math.Max(ahead, stream.Position - handedOut - stream.Overhead);
        }

        handedOut.Should().Be((long)item.Length * count);
        ahead.Should().BeLessThan(256 * 1024);
    }

    [Fact]
    public async Task ReadAsync_OfAnItemWithoutEnd_GivesUp()
    {
        using var stream = new PiecesStream(Endless(), 1 << 20);

        var read = () => new ListItems(stream).ReadAsync(default).ToListAsync().AsTask();

        await read.Should().ThrowAsync<InvalidDataException>().WithMessage("*larger*");
        stream.Position.Should().BeLessThan(48 << 20);
    }

    private static IEnumerable<byte[]> Repeat(string item, int count)
    {
        yield return """{"items":["""u8.ToArray();
        for (var i = 0; i < count; i++)
        {
            yield return Encoding.UTF8.GetBytes(i == 0 ? item : $",{item}");
        }

        yield return """],"metadata":{}}"""u8.ToArray();
    }

    private static IEnumerable<byte[]> Endless()
    {
        yield return """{"items":[{"a":" """u8.ToArray();
        var piece = Enumerable.Repeat((byte)'x', 1 << 20).ToArray();
        while (true)
        {
            yield return piece;
        }
    }
}
