using System.Globalization;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/push.md#load</summary>
public sealed class PushLoadTests
{
    [Fact]
    public async Task TenThousandNotificationsOfTenTags_AreOneLookPerTagAndSecond_AndAWriteForEachTag()
    {
        const int Notifications = 10_000;
        const int Tags = 10;
        await using var fixture = await PushFixture.StartAsync();
        var image = SampleImage.Create(1);
        for (var tag = 0; tag < Tags; tag++)
        {
            fixture.Serve("test/app", $"t{tag}", image);
        }

        for (var i = 0; i < Notifications; i++)
        {
            (await fixture.SendAsync(PushFixture.Envelope(PushFixture.Event(
                i.ToString(CultureInfo.InvariantCulture), "push", "test/app", $"t{i % Tags}", image.OciManifest.Digest.ToString())))).Should().Be(202);
        }

        await Eventually.Succeeds(() => Enumerable.Range(0, Tags).Should().OnlyContain(t => fixture.Image("app", $"t{t}") != null));
        fixture.Count("HEAD", "test/app").Should().Be(Tags, "what was told more than once rests for a second");
        fixture.WritesTo("app").Should().Be(1 + Tags, "the stream, and its status for each tag");

        await Eventually.Succeeds(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1)); // and again: a worker that has just written rests only from then on
            fixture.Count("HEAD", "test/app").Should().Be(2 * Tags);
        });
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await SettleAsync(fixture);

        fixture.Count("HEAD", "test/app").Should().Be(2 * Tags, "it was told of nothing since");
        fixture.Count("GET", "test/app").Should().BeLessThanOrEqualTo(8, "as many as there are workers may meet an image at the same time");
        fixture.WritesTo("app").Should().Be(1 + Tags);
    }

    [Fact]
    public async Task ReplayedAndForgedNotifications_WriteNothing()
    {
        await using var fixture = await PushFixture.StartAsync();
        var image = SampleImage.Create(1);
        fixture.Serve("test/app", "latest", image);
        var told = PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest", image.OciManifest.Digest.ToString()));
        await fixture.SendAsync(told);
        await Eventually.Succeeds(() => fixture.Image("app", "latest").Should().NotBeNull());
        var (heads, version) = (fixture.Count("HEAD", "test/app"), (string?)fixture.Cluster.Find(PushFixture.PathOf("app"))!["metadata"]!["resourceVersion"]);

        (await fixture.SendAsync(told)).Should().Be(202);
        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        await SettleAsync(fixture);
        fixture.Count("HEAD", "test/app").Should().Be(heads, "it was told before");

        (await fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("2", "push", "test/app", "latest", $"sha256:{new string('f', 64)}")))).Should().Be(202);
        for (var look = 0; look < 5; look++)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(5));
            await SettleAsync(fixture);
        }

        fixture.Count("HEAD", "test/app").Should().Be(heads + 4, "a registry may be about to have what it tells of");
        ((string?)fixture.Cluster.Find(PushFixture.PathOf("app"))!["metadata"]!["resourceVersion"]).Should().Be(version);
    }

    [Fact]
    public async Task WhatTheRegistryIsAboutToHave_IsFoundAMomentLater()
    {
        await using var fixture = await PushFixture.StartAsync();
        var image = SampleImage.Create(1);
        await fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest", image.OciManifest.Digest.ToString())));
        await Eventually.Succeeds(() => fixture.Count("HEAD", "test/app").Should().Be(1));
        fixture.Serve("test/app", "latest", image);

        await Eventually.Succeeds(() =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(100));
            fixture.Image("app", "latest").Should().Be(image.OciManifest.Digest.ToString());
        });

        fixture.Events.Should().HaveCountLessThanOrEqualTo(1);
        await Eventually.Succeeds(() => fixture.Events.Should().Equal($"TagPushed tag latest is registry.test:5000/test/app@{image.OciManifest.Digest}"));
    }

    // What is queued is looked at in order: when another image is there, what was due before it was looked at.
    private static async Task SettleAsync(PushFixture fixture)
    {
        var name = $"other-{Guid.NewGuid():N}";
        fixture.Serve($"test/{name}", "latest", SampleImage.Create(9));
        await fixture.SendAsync(PushFixture.Envelope(PushFixture.Event(name, "push", $"test/{name}", "latest", SampleImage.Create(9).OciManifest.Digest.ToString())));
        await Eventually.Succeeds(() => fixture.Image(name, "latest").Should().NotBeNull());
    }
}
