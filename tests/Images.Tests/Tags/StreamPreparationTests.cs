using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class StreamPreparationTests
{
    [Fact]
    public void ForCreate_ByAUser_StartsAtOneWithoutStatus()
    {
        var sent = Make.Stream(Make.Docker("a", "x/y", 7), new TagReference { Name = "b" }).At(9).With(Make.History("evil", "e|e|1"));

        var stream = StreamPreparation.ForCreate(sent, StatusSource.Stored, ImportModes.Legacy);

        stream.Metadata!.Generation.Should().Be(1);
        stream.SpecTags.Select(t => t.Generation.Value).Should().Equal(1, 1);
        stream.Status.Should().BeNull();
    }

    [Fact]
    public void ForUpdate_WithoutAChange_KeepsEveryGenerationAndTheStatus()
    {
        var old = Stored(3, Make.Docker("a", "x/y", 2)).With(Make.History("a", "r@1|1|2"));
        var sent = Make.Stream(Make.Docker("a", "x/y", 99)) with { Status = new ImageStreamStatus { Tags = [Make.History("evil", "e|e|1")] } };

        var stream = Update(old, sent);

        stream.Metadata!.Generation.Should().Be(3);
        stream.FindSpecTag("a")!.Generation.Value.Should().Be(2);
        stream.StatusTags.Select(t => t.Tag).Should().Equal("a");
    }

    [Fact]
    public void ForUpdate_OfOneTag_GivesOnlyThatTagTheNewGeneration()
    {
        var old = Stored(3, Make.Docker("a", "x/y", 2), Make.Docker("b", "x/y", 3));

        var stream = Update(old, Make.Stream(Make.Docker("a", "x/z"), Make.Docker("b", "x/y"), Make.Docker("c", "new", 7)));

        stream.Metadata!.Generation.Should().Be(4);
        stream.SpecTags.Select(t => $"{t.Name} {t.Generation}").Should().Equal("a 4", "b 3", "c 4");
    }

    [Theory]
    [InlineData("k", "v")]
    public void ForUpdate_OfATagsAnnotation_CountsForTheStreamOnly(string key, string value)
    {
        var old = Stored(3, Make.Docker("a", "x/y", 2));

        var stream = Update(old, Make.Stream(Make.Docker("a", "x/y").Annotated(key, value)));

        stream.Metadata!.Generation.Should().Be(4);
        stream.FindSpecTag("a")!.Generation.Value.Should().Be(2);
    }

    [Fact]
    public void ForUpdate_WithGenerationZero_AsksForAnotherImport()
    {
        var old = Stored(3, Make.Docker("a", "x/y", 2));

        var stream = Update(old, Make.Stream(Make.Docker("a", "x/y", 0)));

        stream.Metadata!.Generation.Should().Be(4);
        stream.FindSpecTag("a")!.Generation.Value.Should().Be(4);
    }

    [Fact]
    public void ForUpdate_ThatTakesTheSourceAway_KeepsTheTagsGeneration()
    {
        var stream = Update(Stored(10, Make.Docker("a", "x/y", 10)), Make.Stream(new TagReference { Name = "a" }));

        stream.Metadata!.Generation.Should().Be(11);
        stream.FindSpecTag("a")!.Generation.Value.Should().Be(10);
    }

    [Fact]
    public void ForUpdate_OfLookupPolicyOrRepository_CountsForTheStream()
    {
        var old = Stored(1);

        Update(old, old with { Spec = new ImageStreamSpec { LookupPolicy = new ImageLookupPolicy { Local = true } } }).Metadata!.Generation.Should().Be(2);
        Update(old, old with { Spec = new ImageStreamSpec { DockerImageRepository = "x/y" } }).Metadata!.Generation.Should().Be(2);
        Update(old, old with { Spec = new ImageStreamSpec { LookupPolicy = new ImageLookupPolicy { Local = false } } }).Metadata!.Generation.Should().Be(1);
    }

    [Fact]
    public void ForUpdate_DropsTheStatusOfTagsWithNothingToTell()
    {
        var old = Stored(1).With(Make.History("empty"), Make.History("failed").Failing("NotFound", "m", 1, Make.Now), Make.History("full", "r@1|1|1"));

        Update(old, old).StatusTags.Select(t => t.Tag).Should().Equal("failed", "full");
    }

    [Fact]
    public void ForUpdate_ByTheServer_TakesTheSentStatus()
    {
        var sent = Make.Stream().With(Make.History("a", "r@1|1|2"));

        StreamPreparation.ForUpdate(Stored(1), sent, StatusSource.Sent, ImportModes.Legacy).Items("a").Should().Equal("r@1|1|2");
    }

    [Fact]
    public void ForStatusUpdate_RestoresTagsAndRepositoryButNotTheRest()
    {
        var old = Stored(9, Make.Docker("a", "x/y", 9)) with { Status = null };
        var sent = Make.Stream().Annotated("k", "v").With(Make.History("st", "x/y@1|1|1")) with
        {
            Spec = new ImageStreamSpec { DockerImageRepository = "ignored/spec", LookupPolicy = new ImageLookupPolicy { Local = true } },
        };

        var stream = StreamPreparation.ForStatusUpdate(old, sent, ImportModes.Legacy);

        stream.SpecTags.Should().ContainSingle().Which.Name.Should().Be("a");
        stream.Spec!.DockerImageRepository.Should().BeNull();
        stream.Spec.LookupPolicy!.Local.Should().BeTrue();
        stream.Metadata!.Generation.Should().Be(9);
        stream.Metadata.Annotations.Should().ContainKey("k");
        stream.Items("st").Should().Equal("x/y@1|1|1");
    }

    [Fact]
    public void ForStatusUpdate_OfEventsWithoutGeneration_FillsInTheStreamsOrTheTags()
    {
        var old = Stored(9, Make.Docker("moved", "x/y", 4)).With(Make.History("same", "r@1|1|0"), Make.History("moved", "r@1|1|3"), Make.History("pushed", "r@1|1|3"));
        var sent = old.With(Make.History("same", "r@1|1|0"), Make.History("moved", "r@2|2|0"), Make.History("pushed", "r@2|2|0"), Make.History("new", "r@3|3|0"));

        var stream = StreamPreparation.ForStatusUpdate(old, sent, ImportModes.Legacy);

        stream.Items("same").Should().Equal("r@1|1|9");
        stream.Items("moved").Should().Equal("r@2|2|4");
        stream.Items("pushed").Should().Equal("r@2|2|9");
        stream.Items("new").Should().Equal("r@3|3|9");
    }

    private static ImageStream Stored(long generation, params TagReference[] tags) =>
        StoredShape.Of(Make.Stream(tags), ImportModes.Legacy).At(generation);

    private static ImageStream Update(ImageStream old, ImageStream sent) =>
        StreamPreparation.ForUpdate(old, sent, StatusSource.Stored, ImportModes.Legacy);
}
