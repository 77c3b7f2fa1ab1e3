using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class StreamByTagTests
{
    private static readonly RegistryHosts Hosts = new() { Internal = "reg:5000" };

    private static readonly ImageStream Stream = Make.Stream(Make.Docker("a", "first"), Make.Docker("b", "q.io/b"), Make.Docker("latest", "q.io/l"), Make.Docker("a", "q.io/a", 4))
        .With(Make.History("a", "r|old|1"), Make.History("c", "r|i|2"), Make.History("latest", "r|l|3"), Make.History("a", "r|new|4"), Make.History("failed"));

    [Theory]
    [InlineData("a")] // twice in the spec and in the status: the last counts
    [InlineData("b")] // in the spec alone
    [InlineData("c")] // in the status alone
    [InlineData("latest")]
    [InlineData("")] // means latest to one view and nothing to the other
    [InlineData("none")]
    public void Only_ShowsTheTagAsTheWholeStreamDoes(string tag)
    {
        var tags = new StreamByTag(Stream);

        var only = tags.Only(tag);

        JsonOf(only, tag).Should().Be(JsonOf(Stream, tag));
        tags.FindNewest(tag).Should().Be(Stream.FindNewest(tag));
        only.StatusTags.Should().HaveCountLessThanOrEqualTo(1);
    }

    [Fact]
    public void Only_OfATagWithoutName_HasItBesideLatest()
    {
        var stream = Stream with { Status = new() { Tags = [Make.History("", "r|nameless|1"), .. Stream.StatusTags] } };

        var only = new StreamByTag(stream).Only("");

        only.StatusTags.Select(t => t.Tag).Should().Equal("", "latest");
        JsonOf(only, "").Should().Be(JsonOf(stream, ""));
    }

    [Fact]
    public void Only_OfABareStream_StaysBare() => new StreamByTag(new ImageStream()).Only("a").Should().Be(new ImageStream());

    [Fact]
    public void NamesIn_AreThoseWithAnImageInOrder() => StreamViews.NamesIn(Stream).Should().Equal("a", "c", "latest");

    private static string JsonOf(ImageStream stream, string tag) =>
        JsonSerializer.Serialize(StreamViews.TagOf(stream, tag, null, Hosts, ImportModes.Legacy), EntitiesJsonContext.Default.ImageStreamTag)
        + JsonSerializer.Serialize(ImageTagViews.Of(stream, tag, null, Hosts, ImportModes.Legacy), EntitiesJsonContext.Default.ImageTag);
}
