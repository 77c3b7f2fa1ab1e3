using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;

namespace ImageStreams.ApiServer.Tests;

public sealed class SeenTagsTests
{
    [Fact]
    public void Compare_TellsNothingTwice_AndForgetsWhatIsGone()
    {
        var seen = Seen(limit: 100);

        Events(seen.Compare(Stream("s", 2))).Should().Equal("ADDED s:t0", "ADDED s:t1");
        seen.Compare(Stream("s", 2)).Should().BeEmpty();
        seen.Compare(Stream("s", 2) with { Metadata = new() { Name = "s", Namespace = "ns", ResourceVersion = "7", Generation = 7 } }).Should().BeEmpty();
        Events(seen.Compare(Stream("s", 1))).Should().Equal("DELETED s:t1");
        Events(seen.Forget(Stream("s", 1))).Should().Equal("DELETED s:t0");
        seen.Forget(Stream("s", 1)).Should().BeEmpty();
    }

    [Fact]
    public void Compare_OfTooManyTags_EndsTheWatch()
    {
        var seen = Seen(limit: 4);
        seen.Remember(Stream("a", 2));
        seen.Compare(Stream("b", 2));
        seen.Remember(Stream("a", 2)); // not counted twice
        seen.Forget(Stream("a", 2));
        seen.Remember(Stream("a", 2));

        seen.Invoking(s => s.Compare(Stream("one", 1))).Should().Throw<ApiException>().Which.Code.Should().Be(413);
    }

    private static SeenTags<ImageTag> Seen(int limit) =>
        new(new ImageTagKind(new ImportSettingsSource(new ImportSettings())), new TagSelection(FieldSelectorExpression.Everything), limit);

    private static List<string> Events(IReadOnlyList<(string Type, ImageTag Tag)> events) => [.. events.Select(e => $"{e.Type} {e.Tag.Metadata!.Name}")];

    private static ImageStream Stream(string name, int tags) => new()
    {
        Metadata = new() { Name = name, Namespace = "ns" },
        Spec = new() { Tags = [.. Enumerable.Range(0, tags).Select(i => new TagReference { Name = $"t{i}" })] },
    };
}
