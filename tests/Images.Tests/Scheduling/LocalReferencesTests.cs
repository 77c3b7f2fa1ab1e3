using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class LocalReferencesTests
{
    private static readonly ImportPlanOptions CrdOnly = Make.Options with { StrategyRuns = false };

    [Fact]
    public void Resolve_WithinTheNamespace_WritesWhatTheStrategyWouldHave()
    {
        var source = Make.Stream().Named("ns", "src").With(Make.History("1", "r@1|11|7"));
        var stream = Make.Stream(
            Make.FromTag("tag", "src:1", 2), Make.FromImage("image", "src@1", 2), Make.Docker("ref", "x/y:z", 2) with { Reference = true }, Make.FromTag("own", "ref", 2))
            .At(2);

        var after = Reconcile(stream, Make.Options, source);

        after.Items("tag").Should().Equal("r@1|11|2");
        after.Items("image").Should().Equal("r@1|11|2");
        after.Items("ref").Should().Equal("x/y:z||2");
        after.Items("own").Should().Equal("x/y:z||2");
    }

    [Fact]
    public void Resolve_BehindAStrategy_SaysNothingOfWhatHasNoImageYet()
    {
        var stream = Make.Stream(Make.FromTag("a", "src:nosuch", 1), Make.FromTag("b", "gone:1", 1));

        Reconcile(stream, Make.Options, Make.Stream().Named("ns", "src")).StatusTags.Should().BeEmpty();
    }

    public static TheoryData<TagReference, string, string, bool> Refused { get; } = new()
    {
        { Make.FromTag("t", "src:1").In("other"), "Forbidden", "forbidden: a tag may not come from another namespace unless the API server resolves it", false },
        { Make.From("t", "Foo", "x"), "InvalidReference", " \"\" is invalid: from.name: Invalid value: \"x\": invalid name: valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'", false },
        { Make.FromTag("t", "a:b:c"), "InvalidReference", " \"\" is invalid: from.name: Invalid value: \"a:b:c\": invalid name: must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>", false },
        { Make.FromTag("t", "src:nosuch"), "NotFound", "ImageStreamTag \"src:nosuch\" not found", true },
        { Make.FromTag("t", "gone:1"), "NotFound", "ImageStreamTag \"gone:1\" not found", true },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Resolve_InCrdOnlyMode_TellsByACondition(TagReference tag, string reason, string message, bool retried)
    {
        var after = Reconcile(Make.Stream(tag), CrdOnly, Make.Stream().Named("ns", "src"));

        after.Condition("t")!.Reason.Should().Be(reason);
        FailureConditions.TextOf(after.Condition("t")!).Should().Be(message);
        after.Condition("t")!.Message!.Contains("next attempt", StringComparison.Ordinal).Should().Be(retried);
        var later = ImportPlan.For(after, Make.Now.AddMinutes(1), CrdOnly, new ImportMemory { Since = Make.Now });
        later.References.Select(r => r.Reason).Should().Equal(retried ? ["Retry"] : []);
    }

    [Fact]
    public void Resolve_OfATagThatNobodyCouldAskFor_SaysSo()
    {
        var after = Reconcile(Make.Stream(Make.FromTag("a/b", "src:1")), CrdOnly, Make.Stream().Named("ns", "src"));

        after.Condition("a/b")!.Message.Should().Be(" \"\" is invalid: spec.tags[a/b].name: Invalid value: \"a/b\": may not contain '/'");
    }

    [Fact]
    public void Needed_NeverLeavesTheNamespace()
    {
        var stream = Make.Stream(Make.FromTag("a", "src:1"), Make.FromTag("b", "src:1").In("other"), Make.FromImage("c", "src@1").In("ns"), Make.FromTag("d", "a"));
        var plan = ImportPlan.For(stream, Make.Now, CrdOnly, ImportMemory.None);

        LocalReferences.Needed(stream, plan.References).Should().Equal(new StreamKey("ns", "src"));
    }

    private static ImageStream Reconcile(ImageStream stream, ImportPlanOptions options, ImageStream source)
    {
        var plan = ImportPlan.For(stream, Make.Now, options, new ImportMemory { Since = Make.Now });
        var sources = LocalReferences.Needed(stream, plan.References)
            .ToDictionary(key => key, key => key.Name == source.Metadata!.Name ? SourceStream.Found(source) : SourceStream.Missing);
        return ControllerDoor.Apply(stream, LocalReferences.Resolve(stream, plan.References, sources, Make.Now, options), Make.Now, options).After;
    }
}
