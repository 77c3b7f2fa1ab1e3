using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class TagEvaluatorTests
{
    private static readonly string ImageA = Make.Digest('a');

    [Fact]
    public void Evaluate_OfADockerImage_LeavesItToTheImport()
    {
        var evaluation = Create(Make.Docker("a", "q.io/x:1"), Make.FromTag("b", "a"));

        evaluation.Causes.Should().BeEmpty();
        evaluation.Stream.StatusTags.Should().BeEmpty("V111: an alias of a tag without image is fine, and waits");
    }

    [Fact]
    public void Evaluate_OfAReferenceTag_RecordsWhatIsWritten()
    {
        var evaluation = Create(Make.Docker("a", "q.io/x:1") with { Reference = true });

        var item = evaluation.Stream.FindNewest("a")!;
        item.Should().Be(new TagEvent { Created = Make.Now, DockerImageReference = "q.io/x:1", Image = "", Generation = 1 });
    }

    [Fact]
    public void Evaluate_OfATagOfAnotherStream_CopiesItsNewestEventOnce()
    {
        var source = Make.Stream().Named("ns", "src").With(Make.History("1", $"q.io/x@{ImageA}|{ImageA}|40", "q.io/x@old|old|3"));

        var evaluation = Create(source, Make.FromTag("a", "src:1"));

        evaluation.Stream.Items("a").Should().Equal($"q.io/x@{ImageA}|{ImageA}|1");
        evaluation.Stream.FindNewest("a")!.Created.Value.Should().Be(Make.Now.AddHours(-1), "a copy tells when the image was found");
    }

    [Fact]
    public void Evaluate_OfATagWithoutImageInAnotherStream_IsNoError()
    {
        var evaluation = Create(Make.Stream().Named("ns", "src"), Make.FromTag("a", "src:nosuch"));

        evaluation.Causes.Should().BeEmpty();
        evaluation.Stream.StatusTags.Should().BeEmpty();
    }

    [Theory]
    [InlineData("sha256:aaa", true)]
    [InlineData("src@aaa", true)]
    [InlineData("src@sha256:aa", true)]
    public void Evaluate_OfAnImageId_TakesTheImageFromTheWholeHistory(string id, bool found)
    {
        var history = Make.History("1", $"q.io/x@new|{Make.Digest('b')}|40", $"q.io/x@{ImageA}|{ImageA}|3");
        var source = Make.Stream().Named("ns", "src").With(history);
        var name = id.StartsWith("src", StringComparison.Ordinal) ? id : $"src@{id}";

        var evaluation = Create(source, Make.FromImage("a", name));

        evaluation.Causes.Should().HaveCount(found ? 0 : 1);
        evaluation.Stream.FindNewest("a").Should().Be(
            new TagEvent { Created = Make.Now, DockerImageReference = $"q.io/x@{ImageA}", Image = ImageA, Generation = 1 });
    }

    [Fact]
    public void Evaluate_OfAnImageOfTheIntegratedRegistry_PullsItThroughTheOwnStream()
    {
        var source = Make.Stream().Named("other", "src").With(Make.History("1", $"reg:5000/other/src@{ImageA}|{ImageA}|4", "x|y|1"));
        var tag = Make.FromTag("a", "src:1").In("other");

        Create(source, tag).Stream.FindNewest("a")!.DockerImageReference.Should().Be($"reg:5000/ns/s@{ImageA}");
        Create(source, tag with { Reference = true }).Stream.FindNewest("a")!.DockerImageReference.Should().Be($"reg:5000/other/src@{ImageA}");
    }

    [Fact]
    public void Evaluate_OfAnImageFromElsewhere_KeepsItsReference()
    {
        var source = Make.Stream().Named("ns", "src").With(Make.History("1", $"reg:5000/ns/src2@{ImageA}|{ImageA}|4"));

        Create(source, Make.FromTag("a", "src:1")).Stream.FindNewest("a")!.DockerImageReference.Should().Be($"reg:5000/ns/src2@{ImageA}");
    }

    [Fact]
    public void Evaluate_OfAnAliasOfTheOwnStream_LeavesTheSourceAsItIs()
    {
        var old = Prepared(Make.Docker("a", "x/y:1", 3)).At(3).With(Make.History("a", "r@1|1|3"));
        var sent = old with { Spec = new ImageStreamSpec { Tags = [Make.Docker("a", "x/y:1"), Make.FromTag("b", "a")] } };
        var stream = StreamPreparation.ForUpdate(old, sent, StatusSource.Stored, ImportModes.Legacy);

        var evaluation = TagEvaluator.Evaluate(old, stream, Make.NoSources, Make.Context);

        evaluation.Stream.Items("a").Should().Equal("r@1|1|3");
        evaluation.Stream.Items("b").Should().Equal("r@1|1|4");
    }

    [Fact]
    public void Evaluate_OfAnUnchangedTag_DoesNotResolveItAgain()
    {
        var old = Prepared(Make.FromTag("a", "src:1").In("other"));

        TagEvaluator.Needed(old, old).Should().BeEmpty();
        TagEvaluator.Evaluate(old, old, Make.NoSources, Make.Context).Stream.Should().BeSameAs(old);
    }

    [Fact]
    public void Evaluate_WhenATagMoved_MovesItsFollowers()
    {
        var old = Prepared(Make.Docker("a", "q.io/x:1") with { Reference = true }, Make.FromTag("b", "a"));
        var sent = old with { Spec = new ImageStreamSpec { Tags = [Make.Docker("a", "q.io/x:2") with { Reference = true }, Make.FromTag("b", "a")] } };
        var stream = StreamPreparation.ForUpdate(old, sent, StatusSource.Stored, ImportModes.Legacy);

        TagEvaluator.Evaluate(old, stream, Make.NoSources, Make.Context).Stream.Items("b").Should().Equal("q.io/x:2||2");
    }

    [Fact]
    public void Evaluate_OfANewAliasWhoseSourceMovesToo_TakesTheNewImageOnly()
    {
        var old = TagEvaluator.Evaluate(null, Prepared(Make.Docker("z", "q.io/x:1") with { Reference = true }), Make.NoSources, Make.Context).Stream;
        var sent = old with { Spec = new ImageStreamSpec { Tags = [Make.FromTag("a", "z"), Make.Docker("z", "q.io/x:2") with { Reference = true }] } };
        var stream = StreamPreparation.ForUpdate(old, sent, StatusSource.Stored, ImportModes.Legacy);

        TagEvaluator.Evaluate(old, stream, Make.NoSources, Make.Context).Stream.Items("a").Should().Equal("q.io/x:2||2");
    }

    [Fact]
    public void Needed_NamesEachOtherStreamOnce()
    {
        var stream = Prepared(
            Make.FromTag("a", "src:1"), Make.FromTag("b", "src:2"), Make.FromImage("c", "src@sha256:1"), Make.FromTag("d", "x").In("other"),
            Make.FromTag("own", "a"), Make.FromTag("own2", "s:a"), Make.Docker("e", "x/y"), Make.FromTag("bad", "a:b:c"));

        TagEvaluator.Needed(null, stream).Should().BeEquivalentTo([new StreamKey("ns", "src"), new StreamKey("other", "s")]);
    }

    public static TheoryData<TagReference, string> Refused { get; } = new()
    {
        { Make.From("t", "Foo", "x"), "spec.tags[t].from.name: Invalid value: \"x\": must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>" },
        { Make.FromTag("t", "foo:bar:baz"), "spec.tags[t].from.name: Invalid value: \"foo:bar:baz\": must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>" },
        { Make.FromTag("t", "nosuch:1"), "spec.tags[t].from.name: Not found: \"nosuch:1\"" },
        { Make.FromTag("t", "nosuch:"), "spec.tags[t].from.name: Not found: \"nosuch:\"" },
        { Make.FromTag("t", "nosuch@sha256:ab"), "spec.tags[t].from.name: Not found: \"nosuch@sha256:ab\"" },
        { Make.FromImage("t", "nosuch@"), "spec.tags[t].from.name: Not found: \"nosuch@\"" },
        { Make.FromTag("t", "down:1"), "spec.tags[t].from.name: Invalid value: \"down:1\": unable to retrieve image stream: boom" },
        { Make.FromImage("t", "src@sha256:abc"), "spec.tags[t].from.name: Invalid value: \"src@sha256:abc\": error generating tag event: imagestreamimage.image.openshift.io \"sha256:abc\" not found" },
        { Make.FromImage("t", "src@1"), "spec.tags[t].from.name: Invalid value: \"src@1\": error generating tag event: Operation cannot be fulfilled on imagestreamimage.image.openshift.io \"1\": multiple images match the prefix \"1\": 11, 12" },
        { Make.FromTag("t", "src:1").In("secret"), "spec.tags[t].from: Forbidden: secret/src: \"no\" \"\"" },
        { Make.FromTag("t", "a:b:c").In("secret"), "spec.tags[t].from.name: Invalid value: \"a:b:c\": must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>" },
        { Make.Docker("t", "x/y").In("secret"), "spec.tags[t].from.name: Invalid value: \"x/y\": must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Evaluate_OfWhatCannotBeResolved_NamesTheField(TagReference tag, string expected)
    {
        var source = Make.Stream().Named("ns", "src").With(Make.History("1", "a|11|1", "b|12|1"));
        var sources = new Dictionary<StreamKey, SourceStream>
        {
            [new("ns", "src")] = SourceStream.Found(source),
            [new("ns", "nosuch")] = SourceStream.Missing,
            [new("ns", "nosuch@sha256")] = SourceStream.Missing,
            [new("ns", "down")] = SourceStream.Unavailable("boom"),
            [new("secret", "src")] = SourceStream.Denied("no", ""),
        };

        var evaluation = TagEvaluator.Evaluate(null, Prepared(tag), sources, Make.Context);

        evaluation.Causes.Lines().Should().Equal(expected);
        evaluation.Cause!.Message.Should().Be($"Internal error: imagestreams \"s\" is invalid: {expected}");
        evaluation.Cause.Field.Should().Be("[]");
        evaluation.Cause.Reason.Should().Be("InternalError");
    }

    [Fact]
    public void Evaluate_WhenAccessIsDenied_SaysNothingOfTheOtherTags()
    {
        // V106, and the record of two denied tags
        var sources = new Dictionary<StreamKey, SourceStream> { [new("b", "x")] = SourceStream.Denied("", "") };
        var stream = Prepared(Make.FromTag("a", "x:1").In("b"), Make.FromTag("b", "x:2").In("b"), Make.FromTag("c", "bad:bad:bad"));

        TagEvaluator.Evaluate(null, stream, sources, Make.Context).Cause!.Message.Should().Be(
            "Internal error: imagestreams \"s\" is invalid: [spec.tags[a].from: Forbidden: b/x: \"\" \"\", spec.tags[b].from: Forbidden: b/x: \"\" \"\"]");
    }

    private static TagEvaluation Create(params TagReference[] tags) => TagEvaluator.Evaluate(null, Prepared(tags), Make.NoSources, Make.Context);

    private static TagEvaluation Create(ImageStream source, TagReference tag)
    {
        var key = new StreamKey(source.Metadata!.Namespace!, source.Metadata.Name!);
        var sources = new Dictionary<StreamKey, SourceStream> { [key] = SourceStream.Found(source) };
        return TagEvaluator.Evaluate(null, Prepared(tag), sources, Make.Context with { RegistryHost = "reg:5000" });
    }

    private static ImageStream Prepared(params TagReference[] tags) =>
        StreamPreparation.ForCreate(Make.Stream(tags), StatusSource.Stored, ImportModes.Legacy);
}
