using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer.Tests;

public sealed class StreamRebaseTests
{
    [Fact]
    public void Before_LeavesOutWhatTheRequestChangedAndNothingElse()
    {
        var old = Stream(Tag("kept", "a"), Tag("mine", "a"), Tag("lost", "a"));
        var prepared = Stream(Tag("kept", "a"), Tag("mine", "b"), Tag("new", "b"), Tag("lost", "b"));
        var stored = Stream(Tag("kept", "a"), Tag("mine", "b"), Tag("new", "b"), Tag("lost", "c"), Tag("theirs", "c"));

        var before = StreamRebase.Before(old, prepared, stored);

        before.SpecTags.Select(t => $"{t.Name}={t.From!.Name}").Should().Equal("kept=a", "mine=a", "lost=c", "theirs=c");
    }

    [Fact]
    public void Before_OfANewStream_IsWhatOthersAdded()
    {
        var prepared = Stream(Tag("mine", "b"));

        StreamRebase.Before(null, prepared, Stream(Tag("mine", "b"), Tag("theirs", "c"))).SpecTags.Select(t => t.Name).Should().Equal("theirs");
    }

    private static ImageStream Stream(params IReadOnlyList<TagReference> tags) =>
        new() { Metadata = new() { Name = "s", Namespace = "n" }, Spec = new() { Tags = tags } };

    private static TagReference Tag(string name, string from) => new() { Name = name, From = new() { Kind = "ImageStreamTag", Name = from, Namespace = "other" }, Generation = 1 };
}
