using FsCheck;
using FsCheck.Fluent;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ImportPlanTests
{
    private static readonly ImportMemory JustStarted = new() { Since = Make.Now };

    public static TheoryData<string, ImageStream, string[], bool> Vectors { get; } = new()
    {
        { "V41", Make.Stream(Make.Docker("a", "x/a", 1)), ["a NewGeneration"], false },
        { "V42", Checked(Make.Docker("a", "x/a", 2)).With(Make.History("a", "r|i|2")), [], false },
        {
            "V43", Checked(Make.Docker("a", "x/a", 3), Make.Docker("b", "x/b", 1)).With(Make.History("a", "r|i|2"), Make.History("b", "r|i|1")),
            ["a NewGeneration"], false
        },
        {
            "V44: failed a moment ago", Checked(Make.Docker("a", "x/a", 3)).With(Make.History("a", "r|i|2").Failing("NotFound", "m", 3, Make.Now)),
            [], false
        },
        { "V45: the repository takes all tags along", Repository(Make.Docker("a", "x/a", 1)).With(Make.History("a", "r|i|1")), ["a Repository"], true },
        { "V46", Make.Stream(Make.Docker("a", "x/a", 1) with { Reference = true }).With(Make.History("a", "x/a||1")), [], false },
        { "V47", Make.Stream(Make.Docker("a", "x/a", 1)).With(Make.History("a", "r|i|1")), [], false },
        { "a failure of an older generation", Checked(Make.Docker("a", "x/a", 4)).With(Make.History("a").Failing("NotFound", "m", 3, Make.Now)), ["a NewGeneration"], false },
        { "a tag that is pushed to", Make.Stream(new TagReference { Name = "a", Generation = 1 }), [], false },
        { "the repository was imported", Repository().Annotated(ImageAnnotations.RepositoryCheck, "2026-01-01T00:00:00Z"), [], false },
    };

    [Theory]
    [InlineData("nginx:1", false)] // mostly asked for again
    [InlineData("docker.io/library/nginx:2", false)] // an event does not tell the tag that it came from
    [InlineData("quay.io/library/nginx:1", true)]
    [InlineData("other/nginx:1", true)]
    [InlineData("written:1", true)] // by reference alone, and nothing was fetched
    [InlineData("UPPER/case", true)]
    public void For_ATagWithoutAnImageFromItsSource_SaysThatItIsNew(string from, bool isNew)
    {
        var history = Make.History("a", $"x/a@{Make.Digest('b')}|{Make.Digest('b')}|2", $"docker.io/library/nginx@{Make.Digest('a')}|{Make.Digest('a')}|1", "written||1");

        var plan = Plan(Checked(Make.Docker("a", from, 3)).With(history), JustStarted);

        plan.Tags.Should().ContainSingle().Which.IsNew.Should().Be(isNew);
        TagSources.ImportedFrom(Make.Stream().With(history), from).Should().HaveCount(isNew ? 0 : 1);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void For_ComparesWantedWithObservedGenerations(string vector, ImageStream stream, string[] expected, bool repository)
    {
        var plan = Plan(stream, JustStarted);

        plan.Tags.Select(t => $"{t.Name} {t.Reason}").Should().Equal(expected, vector);
        plan.Repository.Should().Be(repository, vector);
        plan.IsEmpty.Should().Be(expected.Length == 0 && !repository);
    }

    [Fact]
    public void For_AFailedTag_IsDueAgainWhenItsWaitIsOver()
    {
        var stream = Checked(Make.Docker("a", "x/a", 3)).With(Make.History("a").Failing("Timeout", "m", 3, Make.Now));

        Plan(stream, JustStarted).NextDue.Should().Be(Make.Now.AddSeconds(30));
        Plan(stream, JustStarted, Make.Now.AddSeconds(30)).Tags.Should().ContainSingle().Which.Reason.Should().Be("Retry");
    }

    [Fact]
    public void For_AFailedTagThatWasTriedSince_WaitsTwiceAsLong()
    {
        var stream = Checked(Make.Docker("a", "x/a", 3)).With(Make.History("a").Failing("Timeout", "m", 3, Make.Now));
        var tried = JustStarted with { Attempts = new Dictionary<string, DateTimeOffset> { ["a"] = Make.Now.AddSeconds(31) } };

        var plan = Plan(stream, tried, Make.Now.AddSeconds(31));

        plan.Tags.Should().BeEmpty();
        plan.NextDue.Should().Be(Make.Now.AddSeconds(90));
    }

    [Theory]
    [InlineData("Unauthorized", true)]
    [InlineData("Forbidden", true)]
    [InlineData("NotFound", true)] // what registries say of what one may not see
    [InlineData("Timeout", false)]
    [InlineData("InvalidManifest", false)]
    public void For_AFailedTagWhosePullSecretsChanged_IsDueIfALoginMayHelp(string reason, bool due)
    {
        var stream = Checked(Make.Docker("a", "x/a", 3), Make.Docker("b", "x/b", 3))
            .With(Make.History("a").Failing(reason, "m", 3, Make.Now), Make.History("b", "r|i|3"));

        Plan(stream, JustStarted with { CredentialsChanged = true }).Tags.Select(t => $"{t.Name} {t.Reason}").Should().Equal(due ? ["a Retry"] : []);
        Plan(stream, JustStarted).Tags.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Unauthorized", true)]
    [InlineData("InternalError", false)]
    public void For_AFailedRepositoryWhosePullSecretsChanged_IsDueIfALoginMayHelp(string reason, bool due)
    {
        var failure = new ImportFailure { Reason = reason, Message = "m" };
        var stream = ControllerDoor.ApplyRepository(Repository(), failure, Make.Now).After;

        Plan(stream, JustStarted with { CredentialsChanged = true }).Repository.Should().Be(due);
        Plan(stream, JustStarted).Repository.Should().BeFalse();
    }

    [Fact]
    public void For_ATagThatFailsForGood_IsLookedAtHourly()
    {
        var stream = Checked(Make.Docker("a", "x/a", 3)).With(Make.History("a").Failing("InvalidManifest", "m", 3, Make.Now));

        Plan(stream, JustStarted).NextDue.Should().Be(Make.Now.AddHours(1));
        Plan(stream, JustStarted with { Since = Make.Now.AddHours(5) }, Make.Now.AddHours(5)).NextDue.Should().Be(Make.Now.AddHours(6));
    }

    [Fact]
    public void For_AScheduledTag_IsDueOnceInEachInterval()
    {
        var stream = Checked(Make.Docker("a", "x/a", 1).Scheduled()).With(Make.History("a", "r|i|1"));
        var first = Plan(stream, JustStarted);
        first.Tags.Should().BeEmpty("a restart is no reason to check");
        var slot = first.NextDue!.Value;
        slot.Should().BeAfter(Make.Now).And.BeOnOrBefore(Make.Now.AddMinutes(15));

        var due = Plan(stream, JustStarted, slot.AddSeconds(1));
        due.Tags.Should().ContainSingle().Which.Reason.Should().Be("Scheduled");

        var done = JustStarted with { Attempts = new Dictionary<string, DateTimeOffset> { ["a"] = slot.AddSeconds(1) } };
        var next = Plan(stream, done, slot.AddSeconds(2));
        next.Tags.Should().BeEmpty();
        next.NextDue.Should().Be(slot.AddMinutes(15));
    }

    [Fact]
    public void For_ScheduledTagsOfAnyStreams_AreSpreadOverTheInterval()
    {
        var stream = Make.Stream([.. Enumerable.Range(0, 300).Select(i => Make.Docker($"t{i}", $"x/a:{i}", 1).Scheduled())]);
        stream = stream.With([.. stream.SpecTags.Select(t => Make.History(t.Name!, "r|i|1"))]);

        var thirds = stream.SpecTags
            .Select(t => stream with { Spec = new ImageStreamSpec { Tags = [t] } })
            .GroupBy(s => (int)((Plan(s, JustStarted).NextDue!.Value - Make.Now).TotalMinutes / 5));

        thirds.Should().HaveCount(3).And.OnlyContain(g => g.Count() > 60);
    }

    [Theory]
    [InlineData("5m", 5)]
    [InlineData("2h", 120)]
    public void For_AnAskedInterval_SchedulesByIt(string interval, int minutes)
    {
        var tag = Make.Docker("a", "x/a", 1).Scheduled().Annotated(ImageAnnotations.Interval, interval);
        var stream = Checked(tag).With(Make.History("a", "r|i|1"));
        var slot = Plan(stream, JustStarted).NextDue!.Value;

        var plan = Plan(stream, JustStarted with { Attempts = new Dictionary<string, DateTimeOffset> { ["a"] = slot } }, slot);

        plan.NextDue.Should().Be(slot.AddMinutes(minutes));
        plan.Problems.Should().BeEmpty();
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("abc")]
    [InlineData("59s")]
    [InlineData("")]
    public void For_AnIntervalThatIsNone_KeepsTheDefaultAndSaysSo(string interval)
    {
        var stream = Make.Stream(Make.Docker("a", "x/a", 1).Scheduled()).With(Make.History("a", "r|i|1")).Annotated(ImageAnnotations.Interval, interval);
        var slot = Plan(stream, JustStarted).NextDue!.Value;

        var plan = Plan(stream, JustStarted with { Attempts = new Dictionary<string, DateTimeOffset> { ["a"] = slot } }, slot);

        plan.NextDue.Should().Be(slot.AddMinutes(15));
        plan.Problems.Should().ContainSingle().Which.Reason.Should().Be("InvalidInterval");
        plan.Problems[0].Message.Should().Contain($"\"{interval}\"");
    }

    [Fact]
    public void For_ADigest_IsScheduledUntilItIsHere()
    {
        var tag = Make.Docker("a", $"x/a@{Make.Digest('a')}", 2).Scheduled();

        Plan(Checked(tag).With(Make.History("a", "r|i|2")), ImportMemory.None).IsEmpty.Should().BeTrue();
        Plan(Checked(tag).With(Make.History("a", "r|i|1")), ImportMemory.None).Tags.Should().ContainSingle();
    }

    [Fact]
    public void For_AScheduledTagThatFails_NeverWaitsLongerThanItsInterval()
    {
        var tag = Make.Docker("a", "x/a", 1).Scheduled().Annotated(ImageAnnotations.Interval, "2m");
        var stream = Checked(tag).With(Make.History("a", "r|i|1").Failing("Timeout", "m", 1, Make.Now));
        var tried = JustStarted with { Attempts = new Dictionary<string, DateTimeOffset> { ["a"] = Make.Now.AddHours(1) } };

        Plan(stream, tried, Make.Now.AddHours(1)).NextDue.Should().BeOnOrBefore(Make.Now.AddHours(1).AddMinutes(2));
    }

    [Fact]
    public void For_WithScheduledImportsOff_LeavesScheduledTagsAlone()
    {
        var stream = Checked(Make.Docker("a", "x/a", 1).Scheduled()).With(Make.History("a", "r|i|1"));

        var plan = ImportPlan.For(stream, Make.Now, Make.Options with { ScheduledImports = false }, ImportMemory.None);

        plan.IsEmpty.Should().BeTrue();
        plan.NextDue.Should().BeNull();
    }

    [Fact]
    public void For_ARepositoryThatFailed_RetriesItByItsOwnTime()
    {
        var stream = Repository(Make.Docker("a", "x/a", 1)).With(Make.History("a", "r|i|1"));
        var failed = ControllerDoor.ApplyRepository(stream, ImportFailures.OfRepository("Timeout", "slow"), Make.Now).After;

        Plan(failed, JustStarted).NextDue.Should().Be(Make.Now.AddSeconds(30));
        Plan(failed, JustStarted, Make.Now.AddSeconds(30)).Repository.Should().BeTrue();
        Plan(failed, JustStarted with { RepositoryAttempt = Make.Now.AddSeconds(30) }, Make.Now.AddSeconds(30)).NextDue.Should().Be(Make.Now.AddSeconds(90));
    }

    [Fact]
    public void For_AStreamWithoutStrategy_TakesEachChangeOfTheStreamAsOneOfItsTags()
    {
        var options = Make.Options with { StrategyRuns = false };
        var stream = Make.Stream(Make.Docker("pinned", "x/a", 1), Make.Docker("plain", "x/b")).At(4)
            .With(Make.History("pinned", "r|i|3"), Make.History("plain", "r|i|4"));

        var plan = ImportPlan.For(stream, Make.Now, options, JustStarted);

        plan.Tags.Select(t => t.Name).Should().Equal("pinned");
        plan.StatusIsStale.Should().BeFalse();
        ImportPlan.For(stream, Make.Now, options with { Hosts = new RegistryHosts { Internal = "reg" } }, JustStarted).StatusIsStale.Should().BeTrue();
    }

    [Fact]
    public void For_ReferencesOfTheNamespace_AreDueOnlyWhenTheStrategysWorkWasLost()
    {
        var stream = Make.Stream(
            Make.FromTag("done", "src:1", 1), Make.FromTag("lost", "src:1", 2), Make.FromTag("foreign", "src:1", 2).In("other"), Make.From("odd", "Foo", "x", 2),
            Make.Docker("ref", "x/y", 2) with { Reference = true })
            .At(2).With(Make.History("done", "r|i|1"), Make.History("lost", "r|i|1"));

        Plan(stream, JustStarted).References.Select(t => t.Name).Should().Equal("lost", "ref");
        ImportPlan.For(stream, Make.Now, Make.Options with { StrategyRuns = false }, JustStarted)
            .References.Select(t => t.Name).Should().Equal("done", "lost", "foreign", "odd", "ref");
    }

    [Fact]
    public void Next_OfAnyBackoff_GrowsToTheLongestWaitAndStays()
    {
        var seconds = Gen.Choose(0, 200_000);

        Prop.ForAll(seconds.ToArbitrary(), elapsed =>
        {
            var moment = Make.Now.AddSeconds(elapsed);
            var next = RetryBackoff.Default.Next(Make.Now, moment);
            var wait = next - moment;
            return wait > TimeSpan.Zero && wait <= TimeSpan.FromHours(1) && wait <= TimeSpan.FromSeconds(elapsed + 30)
                && next == BruteForceNext(moment);
        }).QuickCheckThrowOnFailure();
    }

    private static DateTimeOffset BruteForceNext(DateTimeOffset moment)
    {
        var (at, wait) = (Make.Now.AddSeconds(30), 30);
        while (at <= moment)
        {
            wait = Math.Min(wait * 2, 3600);
            at = at.AddSeconds(wait);
        }

        return at;
    }

    [Fact]
    public void For_ARepositoryWithAnInterval_LooksForNewTagsInItsSlotAndLeavesTheSpecAlone()
    {
        var stream = Repository(Make.Docker("a", "x/a", 1)).With(Make.History("a", "r|i|1"))
            .AnnotatedAlso(ImageAnnotations.RepositoryCheck, "2026-01-01T00:00:00Z").AnnotatedAlso(ImageAnnotations.Interval, "1h");

        var slot = Plan(stream, JustStarted).NextDue;
        slot.Should().BeAfter(Make.Now).And.BeOnOrBefore(Make.Now.AddHours(1));
        var due = Plan(stream, JustStarted, slot!.Value);
        due.Repository.Should().BeTrue();
        due.Tags.Should().BeEmpty();
        var after = Plan(stream, JustStarted with { RepositoryAttempt = slot }, slot.Value);
        after.Repository.Should().BeFalse();
        after.NextDue.Should().Be(slot.Value.AddHours(1));
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("abc")]
    public void For_ARepositoryWithAWrongInterval_SaysSoAndIsNotLookedAtAgain(string interval)
    {
        var stream = Repository().AnnotatedAlso(ImageAnnotations.RepositoryCheck, "2026-01-01T00:00:00Z").AnnotatedAlso(ImageAnnotations.Interval, interval);

        var plan = Plan(stream, JustStarted);

        plan.IsEmpty.Should().BeTrue();
        plan.NextDue.Should().BeNull();
        plan.Problems.Should().ContainSingle().Which.Message.Should().Be(
            $"repository: the interval \"{interval}\" is no duration of at least 1m, such as 15m; new tags are not looked for");
    }

    [Fact]
    public void For_ARepositoryWhoseFilterWasWrong_IsDueOnceItIsNotAnyMore()
    {
        var wrong = Repository().AnnotatedAlso(ImageAnnotations.TagNewest, "x");
        var failed = ControllerDoor.ApplyRepository(wrong, ImportFailures.InvalidFilter(TagFilter.Of(wrong).Problem!), Make.Now).After;

        Plan(failed, JustStarted).Repository.Should().BeFalse();
        Plan(failed.AnnotatedAlso(ImageAnnotations.TagNewest, "5"), JustStarted).Repository.Should().BeTrue();
        Plan(failed.AnnotatedAlso(ImageAnnotations.TagNewest, "y"), JustStarted).Repository.Should().BeTrue("it is wrong in another way, which is news");
    }

    private static ImageStream Checked(params TagReference[] tags) => Make.Stream(tags).Annotated(ImageAnnotations.RepositoryCheck, "2026-01-01T00:00:00Z");

    private static ImageStream Repository(params TagReference[] tags) =>
        Make.Stream() with { Spec = new ImageStreamSpec { DockerImageRepository = "x/y", Tags = tags } };

    private static ImportPlan Plan(ImageStream stream, ImportMemory memory) => Plan(stream, memory, Make.Now);

    private static ImportPlan Plan(ImageStream stream, ImportMemory memory, DateTimeOffset now) =>
        ImportPlan.For(stream, now, Make.Options, memory);
}
