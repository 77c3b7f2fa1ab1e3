using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/imports.md#conditions: an interval that is not followed is told by a condition of the tags that are scheduled by it.</summary>
public sealed class IntervalConditionsTests
{
    private static readonly ImportMemory JustStarted = new() { Since = Make.Now };

    [Theory]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("abc")]
    public void Apply_OfAnImageWhoseIntervalIsNone_SaysSoAndKeepsTheImage(string interval)
    {
        var stream = Make.Stream(Scheduled("a", interval), Make.Docker("b", "x/b:1", 2).Scheduled(), Make.Docker("c", "x/c:1", 2).Annotated(ImageAnnotations.Interval, interval));

        var after = Apply(stream, [.. stream.SpecTags.Select(t => TagResult.Imported(t, $"{t.From!.Name}@1", "1", Make.Now))]).After;

        after.Condition("a").Should().Be(new TagEventCondition
        {
            Type = "ImportSuccess",
            Status = "True",
            Reason = "InvalidInterval",
            Message = $"the interval \"{interval}\" is no duration of at least 1m, such as 15m; the default holds",
            LastTransitionTime = Make.Now,
            Generation = 2,
        });
        after.Items("a").Should().Equal("x/a:1@1|1|2");
        after.FindStatusTag("a")!.ImportFailure.Should().BeNull();
        after.Condition("b").Should().BeNull("its interval is the default");
        after.Condition("c").Should().BeNull("it is not scheduled");
    }

    [Fact]
    public void Apply_OfAnIntervalOfTheStream_TellsTheTagsThatHaveNoneOfTheirOwn()
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 1).Scheduled(), Scheduled("b", "5m"))
            .Annotated(ImageAnnotations.Interval, "abc").With(Make.History("a", "r|i|1"), Make.History("b", "r|i|2"));

        var after = Apply(stream).After;

        after.Condition("a")!.Reason.Should().Be("InvalidInterval");
        after.Condition("b").Should().BeNull();
    }

    [Fact]
    public void For_AConditionThatLacksOrHoldsNoMore_IsStaleUntilItIsWritten()
    {
        var wrong = Make.Stream(Scheduled("a", "abc")).With(Make.History("a", "r|i|2"));
        IsStale(wrong).Should().BeTrue();

        var told = Apply(wrong).After;
        IsStale(told).Should().BeFalse();
        Apply(told, later: 60).IsEmpty.Should().BeTrue("it was told already");
        Apply(told with { Spec = new ImageStreamSpec { Tags = [Scheduled("a", "0s")] } }).After.Condition("a")!.Message.Should().Contain("\"0s\"");

        var right = told with { Spec = new ImageStreamSpec { Tags = [Scheduled("a", "5m")] } };
        IsStale(right).Should().BeTrue();
        Apply(right).After.Condition("a").Should().BeNull();
        Apply(told with { Spec = new ImageStreamSpec() }).After.Condition("a").Should().BeNull("the tag is not imported any more");
    }

    [Fact]
    public void Apply_OfAFailure_IsTheMoreImportantWord()
    {
        var told = Apply(Make.Stream(Scheduled("a", "abc")).With(Make.History("a", "r|i|2"))).After;

        var failed = Apply(told, TagResult.Failed(told.SpecTags[0], ImportFailures.OfRepository("Timeout", "slow"))).After;

        failed.Condition("a")!.Reason.Should().Be("Timeout");
        IsStale(failed).Should().BeFalse();
        var healed = Apply(failed, TagResult.Imported(failed.SpecTags[0], "r", "i", Make.Now)).After;
        healed.Condition("a")!.Reason.Should().Be("InvalidInterval");
    }

    [Fact]
    public void Apply_OfAnImageThatMoves_KeepsTheTimeSinceWhenItHolds()
    {
        var told = Apply(Make.Stream(Scheduled("a", "abc")).With(Make.History("a", "r|i|2"))).After;

        var moved = Apply(told, later: 60, TagResult.Imported(told.SpecTags[0], "r2", "i2", Make.Now.AddMinutes(60))).After;

        moved.FindStatusTag("a")!.Newest!.Image.Should().Be("i2");
        moved.Condition("a")!.LastTransitionTime.Value.Should().Be(Make.Now);
    }

    private static TagReference Scheduled(string name, string interval) =>
        Make.Docker(name, $"x/{name}:1", 2).Scheduled().Annotated(ImageAnnotations.Interval, interval);

    private static bool IsStale(ImageStream stream) => ImportPlan.For(stream, Make.Now, Make.Options, JustStarted).StatusIsStale;

    private static StreamChange Apply(ImageStream stream, params TagResult[] results) => Apply(stream, later: 0, results);

    private static StreamChange Apply(ImageStream stream, int later, params TagResult[] results) =>
        ControllerDoor.Apply(stream, results, Make.Now.AddMinutes(later), Make.Options);
}
