using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class StreamChangeTests
{
    [Fact]
    public void Between_DocumentsThatSayTheSame_IsEmpty()
    {
        var a = Make.Stream(Make.Docker("a", "x") with { Annotations = OrNull<IReadOnlyDictionary<string, string>>.Null, Reference = false }, Make.Docker("b", "y"))
            .With(Make.History("a", "r|i|1"));
        var b = Make.Stream(Make.Docker("b", "y"), Make.Docker("a", "x") with { ImportPolicy = new TagImportPolicy { ImportMode = "Legacy" } })
            .With(Make.History("a", "r|i|1") with { Conditions = [] });

        var change = StreamChange.Between(a, b);

        change.IsEmpty.Should().BeTrue();
        change.Tags.Should().BeEmpty();
    }

    public static TheoryData<ImageStream, string> Changes { get; } = new()
    {
        { Base() with { Spec = new ImageStreamSpec { Tags = [Make.Docker("a", "z")] } }, "spec" },
        { Base() with { Spec = new ImageStreamSpec { Tags = [Make.Docker("a", "x").Annotated("k", "v")] } }, "spec" },
        { Base() with { Spec = null }, "spec" },
        { Base().Annotated("k", "v"), "annotations" },
        { Base().With(Make.History("a", "r|i|2")), "status" },
        { Base().With(Make.History("a", "r|i|1").Failing("NotFound", "m", 1, Make.Now)), "status" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Between_DifferentDocuments_NamesThePart(ImageStream after, string part)
    {
        var change = StreamChange.Between(Base(), after);

        change.SpecChanged.Should().Be(part == "spec");
        change.AnnotationsChanged.Should().Be(part == "annotations");
        change.StatusChanged.Should().Be(part == "status");
        change.IsEmpty.Should().BeFalse();
    }

    [Fact]
    public void Tags_TellOnlyNews()
    {
        var before = Make.Stream().With(
            Make.History("same", "r|i|1"), Make.History("moved", "old|1|1"), Make.History("renamed", "r1|i|1"), Make.History("reference", "r1||1"),
            Make.History("failing").Failing("NotFound", "gone; next attempt at 2026-01-01T00:00:30Z", 1, Make.Now));
        var after = Make.Stream().With(
            Make.History("same", "r|i|2"), Make.History("moved", "new|2|2", "old|1|1"), Make.History("renamed", "r2|i|1"), Make.History("reference", "r2||1"),
            Make.History("failing").Failing("NotFound", "gone; next attempt at 2026-01-01T00:01:30Z", 1, Make.Now),
            Make.History("first", "r|i|1"), Make.History("broken", "r|i|1").Failing("Timeout", "slow", 1, Make.Now));

        StreamChange.Between(before, after).Tags.Should().BeEquivalentTo(
        [
            new TagChange("moved", "TagMoved", "tag moved moved from old to new"),
            new TagChange("reference", "TagMoved", "tag reference moved from r1 to r2"),
            new TagChange("first", "TagImported", "tag first is r"),
            new TagChange("broken", "ImportFailed", "tag broken: slow"),
        ]);
    }

    private static ImageStream Base() => Make.Stream(Make.Docker("a", "x")).With(Make.History("a", "r|i|1"));
}
