using System.Text.Json.Nodes;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

public sealed class EventExpiryTests
{
    [Fact]
    public async Task Events_AreDeletedAnHourAfterTheyWereLastSeen()
    {
        var time = new ManualTimeProvider();
        using var temporary = new TemporaryStore(time);
        await CreateAsync(temporary, "old", time.GetUtcNow(), null);
        await CreateAsync(temporary, "seen-again", time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromMinutes(50));
        using var expiry = new EventExpiry(temporary.Store, time, NullLogger<EventExpiry>.Instance);
        await expiry.StartAsync(CancellationToken.None);
        await Eventually.Succeeds(() => time.WaitingTimers.Should().BePositive());

        for (var minute = 0; minute < 59; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Names(temporary).Should().Equal("old", "seen-again");
        await Eventually.Succeeds(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Names(temporary).Should().Equal("seen-again");
        });
        await Eventually.Succeeds(() =>
        {
            time.Advance(TimeSpan.FromHours(1));
            Names(temporary).Should().BeEmpty();
        });
        await expiry.StopAsync(CancellationToken.None);
    }

    private static IEnumerable<string> Names(TemporaryStore temporary) => temporary.Store.Current.Table("/events").Range().Select(e => e.Key.Name);

    private static async Task CreateAsync(TemporaryStore temporary, string name, DateTimeOffset created, DateTimeOffset? last)
    {
        var document = new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "ns", ["creationTimestamp"] = Documents.KubeTime(created) },
            ["lastTimestamp"] = last is { } l ? Documents.KubeTime(l) : null,
        };
        (await temporary.Store.CreateAsync(new StoreKey("/events", "ns", name), EncodedObject.From(document))).IsWritten.Should().BeTrue();
    }
}
