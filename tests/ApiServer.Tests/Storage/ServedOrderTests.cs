using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer.Tests;

public sealed class ServedOrderTests
{
    [Fact]
    public void Take_OfAnyNamesOfStreams_PutsThemInOrder()
    {
        var random = new Random(11);
        for (var round = 0; round < 2000; round++)
        {
            var keys = Enumerable.Range(0, random.Next(1, 30)).Select(_ => (Namespace: random.Next(2) == 0 ? "n" : "n-1", Name: NewName(random))).Distinct().ToList();

            var order = new ServedOrder<string>();
            var served = keys.OrderBy(k => $"{k.Namespace}/{StoredNames.ToStored(k.Name)}", StringComparer.Ordinal)
                .SelectMany(k => order.Take(Metadata(k.Namespace, k.Name), $"{k.Namespace}/{k.Name}", 1)).ToList();
            served.AddRange(order.Rest());

            served.Should().Equal(keys.Select(k => $"{k.Namespace}/{k.Name}").Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Take_OfWhatIsStoredAsItIsServed_HoldsNothingBack()
    {
        var order = new ServedOrder<string>();
        string[] names = ["a", "a-b", "a.b", $"sha256:{new string('a', 64)}", $"sha256:{new string('b', 64)}", "z"];

        foreach (var name in names)
        {
            order.Take(Metadata("", name), name, 1).Should().Equal(name);
        }

        order.Rest().Should().BeEmpty();
    }

    [Fact]
    public void Take_BeyondTheMemoryThereIs_GivesTheOrderUp()
    {
        var order = new ServedOrder<string>();

        order.Take(Metadata("n", "a_a"), "a_a", ServedOrder<string>.MaxHeldBytes / 2).Should().BeEmpty();
        order.Take(Metadata("n", "a_b"), "a_b", ServedOrder<string>.MaxHeldBytes / 2).Should().BeEmpty();
        order.Take(Metadata("n", "a_c"), "a_c", 1).Should().Equal("a_a");
        order.Take(Metadata("n", "a.b"), "a.b", 1).Should().Equal("a.b");
        order.Rest().Should().Equal("a_b", "a_c");
    }

    private static ObjectMeta Metadata(string ns, string name) => new() { Namespace = ns.Length == 0 ? null : ns, Name = name };

    /// <summary>Names of streams: letters and digits, with single dots, dashes and underscores between them.</summary>
    private static string NewName(Random random) => string.Concat(
        Enumerable.Range(0, random.Next(1, 4)).Select(i => (i == 0 ? "" : "._-".Substring(random.Next(3), 1)) + "abz0"[random.Next(4)]));
}
