using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/imports.md#retries: every way to fail has its plan, and users are shown the next attempt.</summary>
public sealed class RetryPlanTests
{
    private static readonly TimeSpan HalfAMinute = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string, TimeSpan> Plans => new()
    {
        { ImportReasons.Unauthorized, HalfAMinute },
        { ImportReasons.Forbidden, HalfAMinute },
        { ImportReasons.NotFound, HalfAMinute },
        { ImportReasons.Timeout, HalfAMinute },
        { ImportReasons.Unreachable, HalfAMinute },
        { ImportReasons.InternalError, HalfAMinute },
        { ImportReasons.TooManyRequests, HalfAMinute },
        { ImportReasons.RateLimited, HalfAMinute },
        { ImportReasons.InvalidReference, Hour },
        { ImportReasons.InvalidManifest, Hour },
        { ImportReasons.TooLarge, Hour },
        { ImportReasons.NotAllowed, Hour },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Apply_OfAFailure_ShowsTheNextAttemptAndKeepsToIt(string reason, TimeSpan wait)
    {
        var stream = Make.Stream(Make.Docker("a", "x/a:1", 3)).At(3).Annotated(ImageAnnotations.RepositoryCheck, "2026-01-01T00:00:00Z")
            .With(Make.History("a", "r|i|2"));

        var failed = ControllerDoor.Apply(stream, [TagResult.Failed(stream.SpecTags[0], ImportFailures.OfRepository(reason, "m"))], Make.Now, Make.Options).After;

        var next = Make.Now + wait;
        failed.Condition("a")!.Message.Should().EndWith($"; next attempt at {next:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        failed.Items("a").Should().Equal("r|i|2");
        Plan(failed, Make.Now).NextDue.Should().Be(next);
        Plan(failed, next.AddSeconds(-1)).Tags.Should().BeEmpty();
        Plan(failed, next).Tags.Should().ContainSingle().Which.Reason.Should().Be(DueTag.Retry);
        new StreamExplainer(failed, Make.Now, Make.Options).Explain("a")!.Tags[0].Failure!.NextAttempt.Should().Be(next);
    }

    private static ImportPlan Plan(ImageStream stream, DateTimeOffset now) =>
        ImportPlan.For(stream, now, Make.Options, new ImportMemory { Since = Make.Now });
}
