using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class TagEditsTests
{
    private static readonly ImageStream Stream = Make.Stream(Make.Docker("a", "x", 1).Annotated("of", "a"), Make.Docker("b", "y", 1));

    [Fact]
    public void Create_TakesTheTagUnderTheNameOfTheRequest_WithItsOwnAnnotations()
    {
        var sent = new ImageStreamTag
        {
            Metadata = new ObjectMeta { Annotations = new Dictionary<string, string> { ["of"] = "metadata" } },
            Tag = Make.Docker("other", "z"),
        };

        var after = TagEdits.Create(Stream, "c", sent);

        after.SpecTags.Select(t => $"{t.Name}={t.From!.Name}").Should().Equal("a=x", "b=y", "c=z");
        after.FindSpecTag("c")!.Annotations.HasValue.Should().BeFalse();
        TagEdits.Create(Stream, "c", new ImageStreamTag()).Should().BeSameAs(Stream, "it only makes sure of the stream");
    }

    [Fact]
    public void Update_TakesTheAnnotationsOfTheMetadata()
    {
        var metadata = new ObjectMeta { Annotations = new Dictionary<string, string> { ["of"] = "metadata" } };

        var changed = TagEdits.Update(Stream, "a", new ImageStreamTag { Metadata = metadata, Tag = Make.Docker("other", "z").Annotated("of", "tag") })!;
        var annotated = TagEdits.Update(Stream, "a", new ImageStreamTag { Metadata = metadata })!;
        var bare = TagEdits.Update(Stream, "a", new ImageStreamTag())!;

        changed.FindSpecTag("a")!.From!.Name.Should().Be("z");
        changed.FindSpecTag("a")!.Annotations.Value.Should().ContainSingle().Which.Value.Should().Be("metadata");
        annotated.FindSpecTag("a")!.From!.Name.Should().Be("x");
        annotated.FindSpecTag("a")!.Annotations.Value.Should().ContainSingle().Which.Value.Should().Be("metadata");
        bare.FindSpecTag("a")!.Annotations.HasValue.Should().BeFalse();
        changed.SpecTags.Should().HaveCount(2);
    }

    [Fact]
    public void Update_WithoutATagAnywhere_IsNothing()
    {
        TagEdits.Update(Stream, "c", new ImageStreamTag()).Should().BeNull();
        TagEdits.Update(Stream, "c", new ImageStreamTag { Tag = Make.Docker("c", "z") })!.SpecTags.Should().HaveCount(3);
    }

    [Fact]
    public void Write_SetsTheSpec_OrTakesItAway()
    {
        var stream = Stream.With(Make.History("a", "r|i|1"));

        TagEdits.Write(stream, "a", new ImageTag { Spec = Make.Docker("a", "z") }).FindSpecTag("a")!.From!.Name.Should().Be("z");
        var without = TagEdits.Write(stream, "a", new ImageTag());
        without.FindSpecTag("a").Should().BeNull();
        without.Items("a").Should().Equal("r|i|1");
    }
}
