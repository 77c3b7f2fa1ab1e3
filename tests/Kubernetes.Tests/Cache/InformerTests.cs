using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

public sealed class InformerTests : IAsyncLifetime
{
    private const string Route = "GET /api/v1/configmaps";

    private readonly ManualTimeProvider _time = new();
    private readonly ConcurrentQueue<string> _told = new();
    private readonly ConcurrentQueue<DecodeFailure> _failures = new();
    private readonly Queue<FakeReply> _lists = new();
    private readonly Queue<FakeReply> _watches = new();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;
    private Informer<ConfigMap>? _informer;

    private IEnumerable<FakeRequest> Watches => _server.Requests.Where(r => r.Query.ContainsKey("watch"));

    private IEnumerable<FakeRequest> Lists => _server.Requests.Where(r => !r.Query.ContainsKey("watch"));

    private IReadOnlyList<string> Told => [.. _told];

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.Otherwise(request =>
        {
            lock (_lists)
            {
                var replies = request.Query.ContainsKey("watch") ? _watches : _lists;
                return replies.TryDequeue(out var reply) ? reply : FakeReply.Status(503, "ServiceUnavailable", "nothing scripted");
            }
        });
        _client = TestClients.To(_server, _time, new KubernetesClientOptions { MaxAttempts = 1 });
    }

    public async Task DisposeAsync()
    {
        if (_informer is not null)
        {
            await _informer.StopAsync(CancellationToken.None);
            _informer.Dispose();
        }

        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_ListThenWatch_HoldsWhatTheServerHas(bool isPacked)
    {
        var watch = NextWatch();
        NextList("10", Item("a", "1"), Item("b", "2"));
        await Start(new() { IsPacked = isPacked });

        watch.Send("ADDED", Item("c", "11")).Send("MODIFIED", Item("a", "12")).Send("DELETED", Item("b", "13"));

        await Tells("add a/1", "add b/2", "add c/11", "update a/1 a/12", "delete b/2");
        Names().Should().Equal("a", "c");
        _informer!.Find(new NamespacedName("ns", "a"))!.Metadata!.ResourceVersion.Should().Be("12");
        ((ILister<ConfigMap>)_informer).Find("ns", "b").Should().BeNull();
        Watches.Single().Query.Should().Contain("resourceVersion", "10").And.Contain("allowWatchBookmarks", "true");
    }

    [Fact]
    public async Task WatchEnds_InOrder_GoesOnAtTheLastVersionWithoutListing()
    {
        var (first, second) = (NextWatch(), NextWatch());
        NextList("10");
        await Start(new());

        first.Send("ADDED", Item("a", "11")).Bookmark("20", initialEventsEnd: false).End();
        second.Send("ADDED", Item("b", "21"));

        await Tells("add a/11", "add b/21");
        Watches.Select(w => w.Query["resourceVersion"]).Should().Equal("10", "20");
        Lists.Should().ContainSingle();
    }

    [Fact]
    public async Task WatchBreaks_Reset_GoesOnAfterABackOff()
    {
        var (first, second) = (NextWatch(), NextWatch());
        NextList("10");
        await Start(new());
        first.Send("ADDED", Item("a", "11"));
        await Tells("add a/11");

        first.Reset();
        second.Send("ADDED", Item("b", "12"));

        await Advancing(() => Told.Should().Equal("add a/11", "add b/12"));
        Watches.Select(w => w.Query["resourceVersion"]).Should().Equal("10", "11");
        Lists.Should().ContainSingle();
    }

    [Fact]
    public async Task WatchHangs_NothingComes_IsNoticedAndResumed()
    {
        var (_, second) = (NextWatch(), NextWatch());
        NextList("10");
        await Start(new());
        second.Send("ADDED", Item("b", "12"));

        await Advancing(() => Told.Should().Equal("add b/12"), TimeSpan.FromSeconds(5));

        Watches.Select(w => w.Query["resourceVersion"]).Should().Equal("10", "10");
        (_time.GetUtcNow() - new ManualTimeProvider().GetUtcNow()).Should().BeGreaterThan(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task VersionExpired_AtStartOrWithin_ListsAgainAndTellsTheDifference(bool within, bool isPacked)
    {
        var first = NextWatch();
        NextList("10", Item("a", "1"), Item("b", "2"), Item("c", "3"));
        NextList("50", Item("a", "1"), Item("b", "40"), Item("d", "41"));
        if (!within)
        {
            _watches.Enqueue(FakeReply.Gone());
        }

        var last = NextWatch();
        await Start(new() { IsPacked = isPacked });
        await Tells("add a/1", "add b/2", "add c/3");
        if (within)
        {
            first.Send("ERROR", FakeReply.StatusBody(410, "Expired", "too old"));
        }
        else
        {
            first.End();
        }

        await Advancing(() => Told.Skip(3).Should().Equal("delete c/3", "update b/2 b/40", "add d/41"));

        last.Send("DELETED", Item("a", "51"));
        await Advancing(() => Told.Should().HaveCount(7));
        Watches.Last().Query["resourceVersion"].Should().Be("50");
    }

    [Fact]
    public async Task NothingHelps_SixFailures_ReadsEverythingAgain()
    {
        var watch = NextWatch();
        NextList("10", Item("a", "1"));
        await Start(new());
        await Tells("add a/1");
        watch.End();
        await Advancing(() => Watches.Count().Should().BeGreaterThan(4), TimeSpan.FromSeconds(1));
        lock (_lists)
        {
            NextList("3", Item("b", "2")); // an older state: the store was restored
            NextWatch();
        }

        await Advancing(() => Told.Skip(1).Should().Equal("delete a/1", "add b/2"), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task ListFails_AtFirst_IsTriedUntilItSucceeds()
    {
        _lists.Enqueue(FakeReply.Status(503, "ServiceUnavailable", "starting"));
        _lists.Enqueue(FakeReply.Json("{\"items\":[{\"metadata\""));
        _lists.Enqueue(FakeReply.Status(404, "NotFound", "no such kind yet"));
        NextList("10", Item("a", "1"));
        NextWatch();
        _informer = Informer(new());
        await _informer.StartAsync(CancellationToken.None);
        await Eventually.Succeeds(() => Lists.Should().NotBeEmpty());
        _informer.HasSynced.Should().BeFalse();

        await Advancing(() => _informer.HasSynced.Should().BeTrue());

        Names().Should().Equal("a");
    }

    [Fact]
    public async Task List_Pages_AreOneList()
    {
        _lists.Enqueue(FakeReply.List("10", "next", Item("a", "1")));
        _lists.Enqueue(FakeReply.Gone());
        _lists.Enqueue(FakeReply.List("12", "next", Item("a", "1")));
        NextList("12", Item("b", "2"));
        NextWatch();

        await Start(new());

        Names().Should().Equal("a", "b");
        Lists.Last().Query["continue"].Should().Be("next");
    }

    [Fact]
    public async Task ObjectOfWrongForm_InListAndWatch_IsLeftOutReportedAndComesBackWhenRepaired()
    {
        var watch = NextWatch();
        NextList("10", Item("a", "1"), TestClients.BrokenConfigMap("bad", "2"));
        await Start(new() { OnDecodeFailure = _failures.Enqueue });
        Names().Should().Equal("a");

        watch.Send("MODIFIED", TestClients.BrokenConfigMap("a", "11")).Send("ADDED", Item("c", "12"));
        await Tells("add a/1", "delete a/1", "add c/12");
        watch.Send("MODIFIED", Item("a", "13")).Send("DELETED", TestClients.BrokenConfigMap("c", "14"));
        await Tells("add a/1", "delete a/1", "add c/12", "add a/13", "delete c/12");

        _failures.Select(f => $"{f.Key} {f.ResourceVersion}").Should().Equal("ns/bad 2", "ns/a 11", "ns/c 14");
    }

    [Fact]
    public async Task StreamingList_EndOfInitialEvents_IsTheList()
    {
        var watch = NextWatch();
        _informer = Informer(new() { StreamingList = true });
        await _informer.StartAsync(CancellationToken.None);
        watch.Send("ADDED", Item("a", "1")).Send("ADDED", Item("b", "2"));
        await Eventually.Succeeds(() => Watches.Should().ContainSingle());
        _informer.HasSynced.Should().BeFalse();
        watch.Bookmark("10", initialEventsEnd: true).Send("DELETED", Item("a", "11"));

        await Tells("add a/1", "add b/2", "delete a/1");

        Lists.Should().BeEmpty();
        Watches.Single().Query.Should().Contain("sendInitialEvents", "true").And.Contain("resourceVersionMatch", "NotOlderThan");
    }

    [Fact]
    public async Task StreamingList_ServerCannot_FallsBackToPages()
    {
        _watches.Enqueue(FakeReply.Status(422, "Invalid", "sendInitialEvents is forbidden"));
        NextWatch();
        NextList("10", Item("a", "1"));
        _informer = Informer(new() { StreamingList = true });
        await _informer.StartAsync(CancellationToken.None);

        await Advancing(() => _informer.HasSynced.Should().BeTrue());

        Names().Should().Equal("a");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Indexes_ObjectsChange_FollowThem(bool isPacked)
    {
        var watch = NextWatch();
        NextList("10", Item("a", "1", "x"), Item("b", "2", "y"));
        await Start(new()
        {
            IsPacked = isPacked,
            Indexes = new Dictionary<string, Func<ConfigMap, IEnumerable<string>>> { ["value"] = c => c.Data!.Values },
        });
        Filed("x").Should().Equal("a");

        watch.Send("MODIFIED", Item("a", "11", "y")).Send("DELETED", Item("b", "12", "y"));
        await Advancing(() => Told.Should().HaveCount(4));

        Filed("x").Should().BeEmpty();
        Filed("y").Should().Equal("a");
        ((ILister<ConfigMap>)_informer!).List("ns").Should().ContainSingle();
        ((ILister<ConfigMap>)_informer).List("other").Should().BeEmpty();
        _informer!.Invoking(i => i.ByIndex("none", "x")).Should().Throw<ArgumentException>().WithMessage("there is no index \"none\"*");

        IEnumerable<string?> Filed(string value) => _informer!.ByIndex("value", value).Select(c => c.Metadata!.Name);
    }

    [Fact]
    public async Task IndexFunction_FailsOverOneObject_CostsThatObjectAlone()
    {
        var watch = NextWatch();
        NextList("10", Item("a", "1", "x"), Item("b", "2", "y"));
        await Start(new()
        {
            Indexes = new Dictionary<string, Func<ConfigMap, IEnumerable<string>>>
            {
                ["value"] = c => c.Data!["key"] == "bad" ? throw new InvalidOperationException("bug") : c.Data.Values,
            },
        });

        watch.Send("MODIFIED", Item("a", "11", "bad")).Send("ADDED", Item("c", "12", "x"));

        await Tells("add a/1", "add b/2", "delete a/1", "add c/12");
        _informer!.ByIndex("value", "x").Should().ContainSingle().Which.Metadata!.Name.Should().Be("c");
    }

    [Fact]
    public async Task Transform_BeforeKeeping_CutsObjects()
    {
        NextWatch();
        NextList("10", Item("a", "1"));

        await Start(new() { Transform = c => c with { Data = null } });

        _informer!.List().Single().Data.Should().BeNull();
    }

    [Fact]
    public async Task AddEventHandler_LateFailingAndRemoved_HarmsNoOther()
    {
        var watch = NextWatch();
        NextList("10", Item("a", "1"));
        await Start(new());
        List<string?> late = [];
        _informer!.AddEventHandler(new ResourceEventHandler<ConfigMap> { OnAdd = _ => throw new InvalidOperationException("bug") });
        var registration = _informer.AddEventHandler(new ResourceEventHandler<ConfigMap> { OnAdd = c => late.Add(c.Metadata!.Name) });
        late.Should().Equal("a");

        watch.Send("ADDED", Item("b", "11"));
        await Tells("add a/1", "add b/11");
        registration.Dispose();
        watch.Send("ADDED", Item("c", "12"));
        await Tells("add a/1", "add b/11", "add c/12");

        late.Should().Equal("a", "b");
    }

    [Fact]
    public async Task Resync_Period_HandsEverythingOutAgain()
    {
        NextWatch();
        NextList("10", Item("a", "1"));
        await Start(new() { ResyncPeriod = TimeSpan.FromMinutes(1) });

        _time.Advance(TimeSpan.FromMinutes(1));

        await Tells("add a/1", "update a/1 a/1");
    }

    [Fact]
    public async Task MetadataOnly_AsksForNothingElse()
    {
        NextWatch();
        NextList("10", Item("a", "1"));
        await Start(new() { MetadataOnly = true });

        await Eventually.Succeeds(() => Watches.Should().ContainSingle());
        Lists.Single().Headers["Accept"].Should().Be("application/json; as=PartialObjectMetadataList; g=meta.k8s.io; v=v1, application/json");
        Watches.Single().Headers["Accept"].Should().Be("application/json; as=PartialObjectMetadata; g=meta.k8s.io; v=v1, application/json");
    }

    private static JsonObject Item(string name, string version) => Item(name, version, "v");

    private static JsonObject Item(string name, string version, string value) => TestClients.ConfigMap("ns", name, version, value);

    private static string Text(ConfigMap item) => $"{item.Metadata!.Name}/{item.Metadata.ResourceVersion}";

    private IEnumerable<string?> Names() => _informer!.List().Select(c => c.Metadata!.Name).Order(StringComparer.Ordinal);

    private void NextList(string version, params IEnumerable<JsonObject> items) => _lists.Enqueue(FakeReply.List(version, next: null, items));

    private FakeWatch NextWatch()
    {
        var watch = new FakeWatch();
        _watches.Enqueue(FakeReply.Watch(watch));
        return watch;
    }

    private Informer<ConfigMap> Informer(InformerOptions<ConfigMap> options)
    {
        var informer = new Informer<ConfigMap>(_client.Resource<ConfigMap>(), options, NullLogger<Informer<ConfigMap>>.Instance);
        informer.AddEventHandler(new ResourceEventHandler<ConfigMap>
        {
            OnAdd = c => _told.Enqueue($"add {Text(c)}"),
            OnUpdate = (old, c) => _told.Enqueue($"update {Text(old)} {Text(c)}"),
            OnDelete = c => _told.Enqueue($"delete {Text(c)}"),
        });
        return informer;
    }

    private async Task Start(InformerOptions<ConfigMap> options)
    {
        _informer = Informer(options);
        await _informer.StartAsync(CancellationToken.None);
        await _informer.WaitForSyncAsync(CancellationToken.None);
    }

    private Task Tells(params string[] expected) => Eventually.Succeeds(() => Told.Should().Equal(expected));

    private Task Advancing(Action assertion) => Advancing(assertion, TimeSpan.FromMilliseconds(100));

    private Task Advancing(Action assertion, TimeSpan step) => Eventually.Succeeds(() =>
    {
        _time.Advance(step);
        assertion();
    });
}
