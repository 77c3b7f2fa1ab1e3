using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ControllerDoorTests
{
    private static readonly ImportFailure Slow = ImportFailures.OfRepository("Timeout", "slow");

    [Fact]
    public void Apply_OfAnImage_RecordsItUnderTheTagsGenerationAndTouchesNothingElse()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2)).At(5);

        var change = Apply(stream, Imported(stream, "a", "x/a@1", "1"));

        change.After.Items("a").Should().Equal("x/a@1|1|2");
        change.After.FindNewest("a")!.Created.Value.Should().Be(Make.Now);
        change.StatusChanged.Should().BeTrue();
        change.SpecChanged.Should().BeFalse();
        change.AnnotationsChanged.Should().BeFalse();
        change.After.Metadata.Should().BeSameAs(stream.Metadata);
        change.Tags.Should().ContainSingle().Which.Reason.Should().Be("TagImported");
    }

    [Fact]
    public void Apply_OfTheSameImage_CostsNoWrite()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2)).With(Make.History("a", "x/a@1|1|2"));

        var change = Apply(stream, Imported(stream, "a", "x/a@1", "1"));

        change.IsEmpty.Should().BeTrue();
        change.After.Should().BeSameAs(stream);
    }

    [Fact]
    public void Apply_OfTheSameImageUnderALaterPush_DoesNotTakeThePushBack()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2)).With(Make.History("a", "x/a@1|1|9"));

        Apply(stream, Imported(stream, "a", "x/a@1", "1")).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Apply_OfAnImageAfterAFailure_ClearsTheCondition()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2)).With(Make.History("a", "x/a@1|1|2").Failing("Timeout", "m", 2, Make.Now));

        var change = Apply(stream, Imported(stream, "a", "x/a@1", "1"));

        change.StatusChanged.Should().BeTrue();
        change.After.Condition("a").Should().BeNull();
        change.After.Items("a").Should().Equal("x/a@1|1|2");
    }

    [Fact]
    public void Apply_OfAnImage_MovesTheTagsThatFollow()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2), Make.FromTag("prod", "a", 1), Make.FromTag("copy", "prod", 1));

        var after = Apply(stream, Imported(stream, "a", "x/a@1", "1")).After;

        after.Items("prod").Should().Equal("x/a@1|1|2");
        after.Items("copy").Should().Equal("x/a@1|1|2");
    }

    [Fact]
    public void Apply_OfAFailure_KeepsTheLastGoodImage()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2)).With(Make.History("a", "x/a@1|1|1"));

        var change = Apply(stream, Failed(stream, "a", Slow));

        change.After.Items("a").Should().Equal("x/a@1|1|1");
        change.After.Condition("a").Should().Be(new TagEventCondition
        {
            Type = "ImportSuccess",
            Status = "False",
            Generation = 2,
            LastTransitionTime = Make.Now,
            Reason = "Timeout",
            Message = "Internal error occurred: slow; next attempt at 2026-01-01T00:00:30Z",
        });
        change.Tags.Should().ContainSingle().Which.Should().Be(new TagChange("a", "ImportFailed", "tag a: Internal error occurred: slow"));
    }

    [Fact]
    public void Apply_OfTheSameFailureForADay_WritesEightTimes()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2));
        var writes = new List<string>();
        var events = 0;
        var now = Make.Now;
        for (var until = Make.Now.AddDays(1); now < until;)
        {
            var change = ControllerDoor.Apply(stream, [Failed(stream, "a", Slow)], now, Make.Options);
            if (!change.IsEmpty)
            {
                writes.Add(change.After.Condition("a")!.Message![^20..]);
                events += change.Tags.Count;
            }

            stream = change.After;
            var memory = new ImportMemory { Since = Make.Now, Attempts = new Dictionary<string, DateTimeOffset> { ["a"] = now } };
            now = ImportPlan.For(stream, now, Make.Options, memory).NextDue!.Value;
        }

        writes.Should().Equal(
            "2026-01-01T00:00:30Z", "2026-01-01T00:01:30Z", "2026-01-01T00:03:30Z", "2026-01-01T00:07:30Z",
            "2026-01-01T00:15:30Z", "2026-01-01T00:31:30Z", "2026-01-01T01:03:30Z", "2026-01-01T02:03:30Z");
        stream.Condition("a")!.LastTransitionTime.Value.Should().Be(Make.Now);
        events.Should().Be(1, "an Event tells news only");
    }

    [Fact]
    public void Apply_OfAnotherFailure_TellsItAndGoesOnWaiting()
    {
        var stream = Apply(Make.Stream(Make.Docker("a", "x/a:1", 2)), Slow).After;

        var after = ControllerDoor.Apply(
            stream, [Failed(stream, "a", ImportFailures.OfRepository("Unreachable", "down"))], Make.Now.AddSeconds(100), Make.Options).After;

        after.Condition("a")!.Reason.Should().Be("Unreachable");
        after.Condition("a")!.LastTransitionTime.Value.Should().Be(Make.Now, "it still fails, and waits longer each time whatever the words");
        after.Condition("a")!.Message.Should().EndWith("; next attempt at 2026-01-01T00:03:30Z");
    }

    [Fact]
    public void Apply_OfAFailureThatStays_StartsItsOwnCount()
    {
        var stream = Apply(Make.Stream(Make.Docker("a", "x/a:1", 2)), Slow).After;

        var after = ControllerDoor.Apply(
            stream, [Failed(stream, "a", ImportFailures.OfRepository("TooLarge", "big"))], Make.Now.AddSeconds(100), Make.Options).After;

        after.Condition("a")!.LastTransitionTime.Value.Should().Be(Make.Now.AddSeconds(100));
        after.Condition("a")!.Message.Should().EndWith("; next attempt at 2026-01-01T01:01:40Z");
    }

    [Fact]
    public void Apply_OfTheSameFailureOfANewGeneration_IsObserved()
    {
        var stream = Apply(Make.Stream(Make.Docker("a", "x/a:1", 2)), Slow).After;
        var asked = stream with { Spec = new ImageStreamSpec { Tags = [Make.Docker("a", "x/a:1", 3)] } };

        var after = ControllerDoor.Apply(asked, [Failed(asked, "a", Slow)], Make.Now.AddHours(9), Make.Options).After;

        after.Condition("a")!.Generation.Should().Be(3);
        after.Condition("a")!.LastTransitionTime.Value.Should().Be(Make.Now.AddHours(9));
    }

    public static TheoryData<string, TagReference[]> Meanwhile { get; } = new()
    {
        { "gone", [] },
        { "another image", [Make.Docker("a", "x/b:1", 3)] },
        { "another kind", [Make.FromTag("a", "x/a:1", 2)] },
        { "asked for again", [Make.Docker("a", "x/a:1", 3)] },
        { "another mode", [Make.Docker("a", "x/a:1", 2) with { ImportPolicy = new TagImportPolicy { ImportMode = "PreserveOriginal" } }] },
    };

    [Theory]
    [MemberData(nameof(Meanwhile))]
    public void Apply_OfAResultForATagThatChangedMeanwhile_IgnoresIt(string what, TagReference[] now)
    {
        var result = TagResult.Imported(Make.Docker("a", "x/a:1", 2), "x/a@1", "1", Make.Now);

        Apply(Make.Stream(now), result).IsEmpty.Should().BeTrue(what);
    }

    [Fact]
    public void Apply_OfAResultForANewerCopyOfTheStream_CountsAllTheSame()
    {
        var result = TagResult.Imported(Make.Docker("a", "x/a:1", 2), "x/a@1", "1", Make.Now);
        var newer = Make.Stream(Make.Docker("a", "x/a:1", 2).Annotated("k", "v"), Make.Docker("b", "y", 9)).At(9);

        Apply(newer, result).After.Items("a").Should().Equal("x/a@1|1|2");
    }

    [Fact]
    public void Apply_WithAHistoryLimit_DropsTheOldest()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 2)).With(Make.History("a", "x/a@1|1|2"));

        var change = ControllerDoor.Apply(stream, [Imported(stream, "a", "x/a@2", "2")], Make.Now, Make.Options with { HistoryLimit = 1 });

        change.After.Items("a").Should().Equal("x/a@2|2|2");
    }

    [Fact]
    public void Apply_WithoutStrategy_WritesTheRepositoriesToo()
    {
        var options = Make.Options with { StrategyRuns = false, Hosts = new RegistryHosts { Internal = "reg:5000" } };

        var change = ControllerDoor.Apply(Make.Stream(), [], Make.Now, options);

        change.After.Status!.DockerImageRepository.Should().Be("reg:5000/ns/s");
        ControllerDoor.Apply(change.After, [], Make.Now, options).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void ApplyRepository_NotesFailureAndSuccessInAnnotations()
    {
        var failed = ControllerDoor.ApplyRepository(Make.Stream(), Slow, Make.Now);
        failed.After.Metadata!.Annotations.Should().Contain(ImageAnnotations.RepositoryError, "2026-01-01T00:00:00Z Timeout: Internal error occurred: slow")
            .And.Contain(ImageAnnotations.RepositoryCheck, "2026-01-01T00:00:00Z");
        failed.StatusChanged.Should().BeFalse();

        ControllerDoor.ApplyRepository(failed.After, Slow, Make.Now.AddHours(1)).IsEmpty.Should().BeTrue("the same failure again is no news");

        var mended = ControllerDoor.ApplyRepository(failed.After, null, Make.Now.AddHours(2)).After.Metadata!.Annotations!;
        mended.Should().NotContainKey(ImageAnnotations.RepositoryError).And.Contain(ImageAnnotations.RepositoryCheck, "2026-01-01T02:00:00Z");
    }

    private static StreamChange Apply(ImageStream stream, ImportFailure failure) => Apply(stream, Failed(stream, "a", failure));

    private static StreamChange Apply(ImageStream stream, params TagResult[] results) =>
        ControllerDoor.Apply(stream, results, Make.Now, Make.Options);

    private static TagResult Imported(ImageStream stream, string tag, string reference, string image) =>
        TagResult.Imported(stream.FindSpecTag(tag)!, reference, image, Make.Now);

    private static TagResult Failed(ImageStream stream, string tag, ImportFailure failure) => TagResult.Failed(stream.FindSpecTag(tag)!, failure);
}
