using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class WatchTests : IAsyncLifetime
{
    private const string Route = "GET /api/v1/namespaces/ns/configmaps";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeWatch _watch = new();
    private readonly List<DecodeFailure> _failures = [];
    private int _seen;
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.On(Route, FakeReply.Watch(_watch));
        _client = TestClients.To(_server, _time, new KubernetesClientOptions { OnDecodeFailure = _failures.Add });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task WatchAsync_Events_ComeInOrderUntilTheServerEnds()
    {
        _watch.Send("ADDED", TestClients.ConfigMap("a", "2")).Send("MODIFIED", TestClients.ConfigMap("a", "3"))
            .Bookmark("4", initialEventsEnd: true).Send("NEWTYPE", TestClients.ConfigMap("a", "5")).SendRaw("\n")
            .Send("DELETED", TestClients.ConfigMap("a", "6")).End();

        var events = await Collect();

        events.Select(e => $"{e.Type} {e.Key} {e.ResourceVersion} {e.IsEndOfInitialEvents}").Should().Equal(
            "Added ns/a 2 False", "Modified ns/a 3 False", "Bookmark  4 True", "Deleted ns/a 6 False");
        var query = _server.Requests[0].Query;
        query.Should().Contain("watch", "true").And.Contain("allowWatchBookmarks", "true").And.Contain("resourceVersion", "1");
        int.Parse(query["timeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(300, 600);
    }

    [Fact]
    public async Task WatchAsync_ObjectOfWrongForm_IsAnEventOfItsOwnAndTheWatchGoesOn()
    {
        _watch.Send("ADDED", TestClients.BrokenConfigMap("b", "2")).Send("ADDED", TestClients.ConfigMap("a", "3")).End();

        var events = await Collect();

        events.Should().HaveCount(2);
        events[0].Should().Match<WatchEvent<ConfigMap>>(e => e.Object == null && e.Failure != null && e.ResourceVersion == "2");
        events[0].Key.Should().Be(new NamespacedName("ns", "b"));
        events[1].Object!.Metadata!.Name.Should().Be("a");
        _failures.Should().ContainSingle();
    }

    [Fact]
    public async Task WatchAsync_ErrorEvent_IsThrown()
    {
        _watch.Send("ERROR", FakeReply.StatusBody(410, "Expired", "too old"));

        var watch = () => Collect();

        (await watch.Should().ThrowAsync<KubeApiException>()).Which.IsExpired.Should().BeTrue();
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{\"type\":\"ADDED\"}\n")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"na")]
    public async Task WatchAsync_NoEvent_IsAnError(string line)
    {
        _watch.SendRaw(line).End();

        var watch = () => Collect();

        (await watch.Should().ThrowAsync<InvalidDataException>()).WithMessage("GET /api/v1/namespaces/ns/configmaps: the watch brought what is no event*");
    }

    [Fact]
    public async Task WatchAsync_BrokenConnection_IsAnErrorNotAnEnd()
    {
        _watch.Send("ADDED", TestClients.ConfigMap("a", "2"));
        var collecting = Collect();
        await Eventually.Succeeds(() => _seen.Should().Be(1));

        _watch.Reset();

        var watch = () => collecting;
        await watch.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task WatchAsync_Silence_EndsIt()
    {
        _watch.Send("ADDED", TestClients.ConfigMap("a", "2"));
        var collecting = Collect();
        await Eventually.Succeeds(() => _seen.Should().Be(1));

        _time.Advance(TimeSpan.FromSeconds(119));
        collecting.IsCompleted.Should().BeFalse();
        await _time.Until(collecting, TimeSpan.FromSeconds(1));

        collecting.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task WatchAsync_ServerForgetsToEnd_IsEndedByUs()
    {
        var collecting = Collect();

        // Something comes every minute, so that it never falls silent; at most 10 minutes and a half may pass.
        for (var minute = 0; minute < 12 && !collecting.IsCompleted; minute++)
        {
            _watch.Bookmark($"{minute}", initialEventsEnd: false);
            await Eventually.Succeeds(() => (collecting.IsCompleted || _seen > minute).Should().BeTrue());
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var watch = () => collecting;
        (await watch.Should().ThrowAsync<TimeoutException>()).WithMessage("the watch outlived its time");
    }

    [Fact]
    public async Task WatchAsync_Cancelled_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var collecting = Collect(stop.Token);
        await Eventually.Succeeds(() => _server.Requests.Should().ContainSingle());

        await stop.CancelAsync();

        var watch = () => collecting;
        await watch.Should().ThrowAsync<OperationCanceledException>();
    }

    private Task<List<WatchEvent<ConfigMap>>> Collect() => Collect(CancellationToken.None);

    private async Task<List<WatchEvent<ConfigMap>>> Collect(CancellationToken cancellationToken)
    {
        List<WatchEvent<ConfigMap>> events = [];
        await foreach (var change in _client.Resource<ConfigMap>().WatchAsync(ListOptions.In("ns") with { ResourceVersion = "1" }, cancellationToken))
        {
            events.Add(change);
            Interlocked.Increment(ref _seen);
        }

        return events;
    }
}
