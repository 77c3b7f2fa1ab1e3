using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/imports.md#schedule and #retries: when tags are looked at together, apart, and sooner than planned.</summary>
public sealed class SelfHealingTests
{
    private static readonly ImportMemory JustStarted = new() { Since = Make.Now };

    [Fact]
    public void For_TagsFromOneSource_AreCheckedTogetherHoweverTheyAreWritten()
    {
        string[] spellings = ["nginx", "library/nginx:latest", "docker.io/library/nginx", "index.docker.io/nginx:latest"];
        var slots = spellings.Select((from, i) => Checked(Make.Docker($"t{i}", from, 1).Scheduled()).With(Make.History($"t{i}", "r|i|1")))
            .Select((stream, i) => stream with { Metadata = stream.Metadata! with { Uid = $"u{i}" } })
            .Select(stream => Plan(stream, JustStarted).NextDue!.Value);

        slots.Distinct().Should().ContainSingle();
    }

    [Fact]
    public void For_TagsFromOneSource_WithShorterAndLongerIntervals_MeetInTheLongerOnes()
    {
        var often = Checked(Make.Docker("a", "x/a", 1).Scheduled().Annotated(ImageAnnotations.Interval, "5m")).With(Make.History("a", "r|i|1"));
        var rarely = Checked(Make.Docker("a", "x/a", 1).Scheduled()).With(Make.History("a", "r|i|1"));
        var slot = Plan(rarely, JustStarted).NextDue!.Value;

        var due = Plan(often, JustStarted, slot).Tags.Should().ContainSingle().Which;

        due.Since.Should().Be(slot);
        due.IsRefresh.Should().BeTrue();
    }

    [Fact]
    public void For_TenThousandStreams_ChecksEachOnceInAnIntervalAndSpreadsThem()
    {
        var streams = Enumerable.Range(0, 10_000)
            .Select(i => Checked(Make.Docker("latest", $"reg.example/s{i}:1", 1).Scheduled()).With(Make.History("latest", "r|i|1")))
            .Select((s, i) => s with { Metadata = s.Metadata! with { Name = $"s{i}", Uid = $"u{i}" } })
            .ToList();
        var attempts = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var perMinute = new List<int>();

        // the process was down for two hours: as after any start, nothing is due at once
        for (var now = Make.Now; now < Make.Now.AddMinutes(30); now = now.AddMinutes(1))
        {
            var due = streams.Where(s => Plan(s, MemoryOf(s), now).Tags.Count > 0).ToList();
            due.ForEach(s => attempts[s.Metadata!.Uid!] = now);
            perMinute.Add(due.Count);
        }

        perMinute[0].Should().Be(0, "a restart is no storm");
        perMinute.Take(16).Sum().Should().Be(10_000, "whatever was missed is caught up within one interval");
        perMinute.Skip(1).Should().OnlyContain(count => count > 500 && count < 850);

        ImportMemory MemoryOf(ImageStream stream) => JustStarted with
        {
            Attempts = attempts.TryGetValue(stream.Metadata!.Uid!, out var at) ? new Dictionary<string, DateTimeOffset> { ["latest"] = at } : [],
        };
    }

    [Fact]
    public void For_TagsThatFailedTogether_AreNotTriedTogether()
    {
        var streams = Enumerable.Range(0, 200).Select(i => Checked(Make.Docker("a", "x/a", 3))
            .With(Make.History("a").Failing("Timeout", "m", 3, Make.Now)))
            .Select((s, i) => s with { Metadata = s.Metadata! with { Uid = $"u{i}" } });

        var waits = streams.Select(s => ImportPlan.For(s, Make.Now, ImportPlanOptions.Default, JustStarted).NextDue!.Value - Make.Now).ToList();

        waits.Should().OnlyContain(w => w >= TimeSpan.FromSeconds(27) && w <= TimeSpan.FromSeconds(30));
        waits.Distinct().Should().HaveCountGreaterThan(2);
    }

    [Fact]
    public void For_ATagWhoseRegistryAskedForMoreTime_WaitsThatLongAlsoAfterARestart()
    {
        var stream = Checked(Make.Docker("a", "x/a", 3)).With(Make.History("a"));
        var failure = ImportFailures.OfRepository(ImportReasons.TooManyRequests, "429") with { NotBefore = Make.Now.AddMinutes(20) };

        var failed = ControllerDoor.Apply(stream, [TagResult.Failed(stream.SpecTags[0], failure)], Make.Now, Make.Options).After;

        failed.Condition("a")!.Message.Should().EndWith("; next attempt at 2026-01-01T00:20:00Z");
        Plan(failed, JustStarted with { Since = Make.Now.AddMinutes(5) }, Make.Now.AddMinutes(5)).NextDue.Should().Be(Make.Now.AddMinutes(20));
        Plan(failed, JustStarted, Make.Now.AddMinutes(20)).Tags.Should().ContainSingle();
    }

    [Theory]
    [InlineData("Unreachable", "x.example/a", true)]
    [InlineData("InternalError", "x.example/b", true)]
    [InlineData("NotFound", "x.example/a", false)]
    [InlineData("Unreachable", "other.example/a", false)]
    public void For_ATagWhoseRegistryIsBack_IsTriedAtOnce(string reason, string from, bool due)
    {
        var stream = Checked(Make.Docker("a", from, 3)).With(Make.History("a").Failing(reason, "m", 3, Make.Now));
        var memory = JustStarted with { Returned = new HashSet<string> { "x.example" } };

        Plan(stream, memory, Make.Now.AddSeconds(6)).Tags.Select(t => t.Reason).Should().Equal(due ? ["Retry"] : []);
        TagSources.IsFailing(stream, "x.example").Should().Be(due);
    }

    [Theory]
    [InlineData("Unauthorized", 40, "00:01:30", true)] // changed after the attempt at 00:30, the last that the condition knows of
    [InlineData("Unauthorized", 20, "00:01:30", false)] // that attempt had it already
    [InlineData("NotFound", 1, null, true)]
    [InlineData("Unauthorized", -1, null, false)]
    [InlineData("Timeout", 40, null, false)]
    public void For_AFailedTagWhosePullSecretChangedWhileNobodyWasAtWork_IsTriedOnce(string reason, int changed, string? next, bool due)
    {
        var message = next is null ? "m" : $"m; next attempt at 2026-01-01T{next}Z";
        var stream = Checked(Make.Docker("a", "x/a", 3)).With(Make.History("a").Failing(reason, message, 3, Make.Now));
        var memory = JustStarted with { Since = Make.Now.AddMinutes(1), CredentialsChangedAt = Make.Now.AddSeconds(changed) };

        Plan(stream, memory, Make.Now.AddSeconds(61)).Tags.Should().HaveCount(due ? 1 : 0);
        var tried = memory with { Attempts = new Dictionary<string, DateTimeOffset> { ["a"] = Make.Now.AddSeconds(61) } };
        Plan(stream, tried, Make.Now.AddSeconds(62)).Tags.Should().BeEmpty();
    }

    private static ImageStream Checked(params TagReference[] tags) => Make.Stream(tags).Annotated(ImageAnnotations.RepositoryCheck, "2026-01-01T00:00:00Z");

    private static ImportPlan Plan(ImageStream stream, ImportMemory memory) => Plan(stream, memory, Make.Now);

    private static ImportPlan Plan(ImageStream stream, ImportMemory memory, DateTimeOffset now) =>
        ImportPlan.For(stream, now, Make.Options, memory);
}
