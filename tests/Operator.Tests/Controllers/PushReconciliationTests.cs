using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/push.md#lost-notifications</summary>
public sealed class PushReconciliationTests
{
    private const string Catalog = "GET /v2/_catalog";

    private static readonly SampleImage Image = SampleImage.Create(1);

    [Fact]
    public async Task TheLeader_FindsWhatNobodyWasToldOf_WhenItBeginsAndThenNowAndAgain()
    {
        await using var fixture = await PushFixture.StartAsync(leads: true);
        await Eventually.Succeeds(() => fixture.Registry.Count(Catalog).Should().Be(1));
        fixture.Serve("test/app", "latest", Image);
        fixture.Registry.On("GET /v2/test/app/tags/list", Answers.Tags(["latest"])).On(Catalog, Answers.Json("""{"repositories":["test/app","nowhere/app"]}"""));
        fixture.Registry.On("GET /v2/nowhere/app/tags/list", Answers.Tags(["latest"]));
        fixture.Serve("nowhere/app", "latest", Image);

        await Eventually.Succeeds(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(30));
            fixture.Image("app", "latest").Should().Be(Image.OciManifest.Digest.ToString());
        });

        await Eventually.Succeeds(() => fixture.Events.Should().ContainSingle("that nobody takes pushes in elsewhere is no news").Which.Should().StartWith("TagPushed "));
    }

    [Fact]
    public async Task WhoDoesNotLead_ComparesNothing()
    {
        await using var fixture = await PushFixture.StartAsync();
        fixture.Serve("test/app", "latest", Image);
        fixture.Time.Advance(TimeSpan.FromMinutes(30));
        await fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest")));
        await Eventually.Succeeds(() => fixture.Image("app", "latest").Should().NotBeNull());

        fixture.Registry.Count(Catalog).Should().Be(0);
    }

    [Fact]
    public async Task ARegistryThatFailsAtTheStart_IsTriedAgainAfterASecond()
    {
        await using var fixture = await PushFixture.StartAsync(leads: true, registry => registry.On(Catalog, Answers.Status(500)));
        await Eventually.Succeeds(() => fixture.Registry.Count(Catalog).Should().Be(1));
        fixture.Registry.On(Catalog, Answers.Json("""{"repositories":["test/app"]}""")).On("GET /v2/test/app/tags/list", Answers.Tags(["latest"]));
        fixture.Serve("test/app", "latest", Image);

        // A little at a time, and far less than a minute in all.
        var passed = TimeSpan.Zero;
        await Eventually.Succeeds(() =>
        {
            var step = TimeSpan.FromMilliseconds(passed < TimeSpan.FromSeconds(20) ? 100 : 0);
            fixture.Time.Advance(step);
            passed += step;
            fixture.Image("app", "latest").Should().Be(Image.OciManifest.Digest.ToString());
        });
    }

    [Fact]
    public async Task ARegistryThatFails_IsTriedAgainWithinAMinute_AndAnIntervalOfZeroIsNever()
    {
        await using var fixture = await PushFixture.StartAsync(leads: true);
        await Eventually.Succeeds(() => fixture.Registry.Count(Catalog).Should().Be(1));
        fixture.Registry.On(Catalog, Answers.Status(500), Answers.Json("""{"repositories":[]}"""));
        await Eventually.Succeeds(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(30));
            fixture.Registry.Count(Catalog).Should().BeGreaterThanOrEqualTo(3);
        });

        fixture.Settings.Replace(fixture.Settings.Current with { Integrated = fixture.Settings.Current.Integrated with { CheckInterval = TimeSpan.Zero } });
        fixture.Time.Advance(TimeSpan.FromHours(1));
        fixture.Serve("test/app", "latest", Image);
        await fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest")));
        await Eventually.Succeeds(() => fixture.Image("app", "latest").Should().NotBeNull());
        var count = fixture.Registry.Count(Catalog);
        fixture.Time.Advance(TimeSpan.FromHours(1));
        fixture.Serve("test/app", "next", Image);
        await fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("2", "push", "test/app", "next")));
        await Eventually.Succeeds(() => fixture.Image("app", "next").Should().NotBeNull());

        fixture.Registry.Count(Catalog).Should().Be(count);
    }
}
