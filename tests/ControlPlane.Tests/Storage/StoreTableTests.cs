namespace ImageStreams.ControlPlane.Tests;

public sealed class StoreTableTests
{
    private static readonly string[] Paths = ["a-b/x", "a/x", "a/y", "a/y-1", "b/a"];

    [Fact]
    public async Task Range_OfAll_IsInTheByteOrderOfNamespaceAndName()
    {
        using var temporary = await Filled();

        Table(temporary).Range().Select(o => o.Key.Path).Should().Equal(Paths); // '-' sorts before '/', as in etcd
    }

    [Theory]
    [InlineData("a", null, "a/x a/y a/y-1")]
    [InlineData("a", "a/x", "a/y a/y-1")]
    [InlineData("a", "a/wiped", "a/x a/y a/y-1")]
    [InlineData("a", "a/z", "")]
    [InlineData("none", null, "")]
    [InlineData(null, "a/y", "a/y-1 b/a")]
    public async Task Range_OfANamespaceBehindAKey_HasWhatFollows(string? ns, string? after, string expected)
    {
        using var temporary = await Filled();

        string.Join(' ', Table(temporary).Range(ns, after).Select(o => o.Key.Path)).Should().Be(expected);
        Table(temporary).CountRange(ns, after).Should().Be(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Find_OfAnAbsentName_IsNull()
    {
        using var temporary = await Filled();

        Table(temporary).Find("a", "x").Should().NotBeNull();
        Table(temporary).Find("a", "absent").Should().BeNull();
        Table(temporary).Find("", "x").Should().BeNull();
    }

    private static StoreTable Table(TemporaryStore temporary) => temporary.Store.Current.Table(TemporaryStore.Resource);

    private static async Task<TemporaryStore> Filled()
    {
        var temporary = new TemporaryStore();
        foreach (var path in Paths.Reverse())
        {
            await temporary.Create(path.Split('/')[1], path.Split('/')[0]);
        }

        return temporary;
    }
}
