using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

public sealed class EventRecorderTests : IAsyncLifetime
{
    private readonly FakeObjectStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly Meter _meter = new(KubernetesMetrics.MeterName);
    private readonly EventRecorderOptions _options = new() { ReportingInstance = "pod-1" };
    private MeterReader _counted = null!;
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;
    private EventRecorder _recorder = null!;
    private Func<FakeRequest, FakeReply?> _fault = _ => null;

    public async Task InitializeAsync()
    {
        _counted = new MeterReader(_meter);
        _server = await FakeApiServer.StartAsync();
        _server.Otherwise(request => _fault(request) ?? _store.Handle(request));
        _client = new KubernetesClient(
            new KubernetesClientConfiguration { Host = _server.Address }, new KubernetesClientOptions { MaxAttempts = 1 }, new KubernetesMetrics(_meter), _time,
            NullLoggerFactory.Instance);
        _recorder = new EventRecorder(_client, _options, NullLogger<EventRecorder>.Instance);
    }

    public async Task DisposeAsync()
    {
        _fault = _ => null;
        await _time.Until(_recorder.StopAsync(CancellationToken.None), TimeSpan.FromSeconds(1));
        _recorder.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
        _counted.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Warning_Object_BecomesAnEventBesideIt()
    {
        await _recorder.StartAsync(CancellationToken.None);

        _recorder.Warning(Stream("ruby"), "ImportFailed", "no such image");

        await Sent(1);
        var sent = _store.Objects.Single();
        var metadata = sent["metadata"]!;
        metadata["namespace"]!.GetValue<string>().Should().Be("team");
        metadata["name"]!.GetValue<string>().Should().MatchRegex("^ruby\\.[0-9a-f]{16}$");
        sent.Remove("metadata");

        JsonNode.DeepEquals(sent, JsonNode.Parse("""
            {
              "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": "ImportFailed", "message": "no such image", "count": 1,
              "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:00:00Z",
              "source": { "component": "imagestreams" }, "reportingComponent": "imagestreams", "reportingInstance": "pod-1",
              "involvedObject": {
                "apiVersion": "image.openshift.io/v1", "kind": "ImageStream", "namespace": "team", "name": "ruby", "uid": "uid-ruby", "resourceVersion": "7"
              }
            }
            """)).Should().BeTrue(sent.ToJsonString());
    }

    [Fact]
    public async Task Record_SameEventAgain_IsCountedNotWritten()
    {
        await _recorder.StartAsync(CancellationToken.None);
        _recorder.Normal(Stream("ruby"), "TagImported", "latest");
        await Sent(1);
        _time.Advance(TimeSpan.FromMinutes(1));

        _recorder.Normal(Stream("ruby") with { Metadata = Stream("ruby").Metadata! with { ResourceVersion = "8" } }, "TagImported", "latest");
        _recorder.Normal(Stream("ruby"), "TagImported", "other");
        _recorder.Normal(Stream("java"), "TagImported", "latest");
        await Sent(4);

        _store.Objects.Select(o => $"{o["involvedObject"]!["name"]} {o["message"]} {o["count"]} {o["firstTimestamp"]} {o["lastTimestamp"]}").Should().BeEquivalentTo(
            "ruby latest 2 2026-01-01T00:00:00Z 2026-01-01T00:01:00Z",
            "ruby other 1 2026-01-01T00:01:00Z 2026-01-01T00:01:00Z",
            "java latest 1 2026-01-01T00:01:00Z 2026-01-01T00:01:00Z");
    }

    [Fact]
    public async Task Record_EventForgottenByTheServer_IsWrittenAgainWithItsCount()
    {
        await _recorder.StartAsync(CancellationToken.None);
        _recorder.Normal(Stream("ruby"), "TagImported", "latest");
        await Sent(1);
        _store.Clear();

        _recorder.Normal(Stream("ruby"), "TagImported", "latest");
        await Sent(2);

        _store.Objects.Single()["count"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Record_OneObjectTooOften_IsLimitedAndOthersAreNot()
    {
        await _recorder.StartAsync(CancellationToken.None);
        for (var i = 0; i < 30; i++)
        {
            _recorder.Normal(Stream("noisy"), "TagImported", $"tag {i}");
        }

        _recorder.Normal(Stream("quiet"), "TagImported", "latest");

        await Sent(26);
        Dropped("limited").Should().Be(5);
        _time.Advance(TimeSpan.FromMinutes(5));
        _recorder.Normal(Stream("noisy"), "TagImported", "later");
        await Sent(27);
    }

    [Fact]
    public void Record_QueueFull_DropsAndDoesNotWait()
    {
        for (var i = 0; i < 1002; i++)
        {
            _recorder.Normal(Stream($"s{i}"), "TagImported", "latest");
        }

        Dropped("queue_full").Should().Be(2);
    }

    [Fact]
    public async Task Record_ServerRefuses_IsDroppedAndTheNextGoesThrough()
    {
        _fault = request => request.Body.Contains("refused", StringComparison.Ordinal) ? FakeReply.Status(403, "Forbidden", "terminating") : null;
        await _recorder.StartAsync(CancellationToken.None);

        _recorder.Normal(Stream("refused"), "TagImported", "latest");
        _recorder.Normal(Stream("ruby"), "TagImported", "latest");

        await Sent(1);
        Dropped("failed").Should().Be(1);
        _server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Record_ServerAway_IsTriedThreeTimes()
    {
        var tries = 0;
        _fault = _ => Interlocked.Increment(ref tries) < 3 ? FakeReply.Status(503, "ServiceUnavailable", "away") : null;
        await _recorder.StartAsync(CancellationToken.None);

        _recorder.Normal(Stream("ruby"), "TagImported", "latest");

        await Eventually.Succeeds(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(0.5));
            _counted.Value("imagestreams_events_sent_total", "").Should().Be(1);
        });
        tries.Should().Be(3);
    }

    [Fact]
    public async Task StopAsync_EventsLeft_AreSentFirst()
    {
        for (var i = 0; i < 20; i++)
        {
            _recorder.Normal(Stream($"s{i}"), "TagImported", "latest");
        }

        await _recorder.StartAsync(CancellationToken.None);
        await Eventually.Succeeds(() => _server.Requests.Should().NotBeEmpty());
        await _recorder.StopAsync(CancellationToken.None);

        _store.Objects.Should().HaveCount(20);
        _recorder.Normal(Stream("late"), "TagImported", "latest");
        Dropped("queue_full").Should().Be(1, "nobody sends it any more");
    }

    [Fact]
    public async Task StopAsync_ServerHangs_EndsAfterTheFlushTimeout()
    {
        _fault = _ => FakeReply.Hang();
        _recorder.Normal(Stream("ruby"), "TagImported", "latest");
        await _recorder.StartAsync(CancellationToken.None);
        await Eventually.Succeeds(() => _server.Requests.Should().ContainSingle());
        var began = _time.GetUtcNow();

        await _time.Until(_recorder.StopAsync(CancellationToken.None), TimeSpan.FromSeconds(0.5));

        (_time.GetUtcNow() - began).Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Record_ClusterWideObjectWithAStrangeName_GetsAValidNameInDefault()
    {
        await _recorder.StartAsync(CancellationToken.None);

        _recorder.Record(new ObjectReference { Kind = "Image", Name = $"sha256:{new string('A', 300)}" }, "Normal", "R", new string('m', 2000));

        await Sent(1);
        var sent = _store.Objects.Single();
        sent["metadata"]!["namespace"]!.GetValue<string>().Should().Be("default");
        sent["metadata"]!["name"]!.GetValue<string>().Should().MatchRegex("^sha256-a{229}\\.[0-9a-f]{16}$").And.HaveLength(253);
        sent["message"]!.GetValue<string>().Should().HaveLength(1024).And.EndWith("...");
    }

    [Fact]
    public void LeastRecentlyUsed_Full_ForgetsTheOneNotAskedForLongest()
    {
        var cache = new LeastRecentlyUsed<string, int>(2);
        cache.Set("a", 1);
        cache.Set("b", 2);
        cache.TryGet("a", out _);
        cache.Set("c", 3);
        cache.Set("c", 4);

        (cache.Count, cache.TryGet("a", out _), cache.TryGet("b", out _)).Should().Be((2, true, false));
        cache.TryGet("c", out var c);
        c.Should().Be(4);
    }

    private static ImageStream Stream(string name) => new()
    {
        Metadata = new ObjectMeta { Namespace = "team", Name = name, Uid = $"uid-{name}", ResourceVersion = "7" },
    };

    private double? Dropped(string reason) => _counted.Value("imagestreams_events_dropped_total", $"reason={reason}");

    private Task Sent(int count) => Eventually.Succeeds(() => _counted.Value("imagestreams_events_sent_total", "").Should().Be(count));
}
