using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/push.md#authentication</summary>
public sealed class EventsSecretTests : IAsyncLifetime
{
    private const string Path = "/api/v1/namespaces/imagestreams-system/secrets/imagestreams-registry-events";

    private readonly ManualTimeProvider _time = new();
    private FakeCluster _cluster = null!;
    private KubernetesClient _client = null!;

    private string? Stored => _cluster.Find(Path)?["data"]?["token"] is { } token ? Encoding.UTF8.GetString(Convert.FromBase64String((string)token!)) : null;

    public async Task InitializeAsync()
    {
        _cluster = await FakeCluster.StartAsync();
        _client = new KubernetesClient(new KubernetesClientConfiguration { Host = _cluster.Address });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Start_WithoutOne_MakesOneThatNobodyGuesses()
    {
        using var first = await StartAsync();

        var token = await first.WaitAsync(CancellationToken.None);

        token.Should().MatchRegex("^[0-9a-f]{64}$").And.Be(Stored);
        using var second = await StartAsync();
        (await second.WaitAsync(CancellationToken.None)).Should().Be(token, "all replicas share it");
    }

    [Fact]
    public async Task Start_WithOneThatSomebodyGave_UsesIt_AndFollowsAnother()
    {
        Store("given\n");
        using var secret = await StartAsync();
        (await secret.WaitAsync(CancellationToken.None)).Should().Be("given");

        Store("another");

        await Eventually.Succeeds(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            secret.Current.Should().Be("another");
        });
        _cluster.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_WithAnEmptyOne_FillsIt()
    {
        _cluster.Put(Path, new JsonObject { ["type"] = "Opaque" });

        using var secret = await StartAsync();

        (await secret.WaitAsync(CancellationToken.None)).Should().Be(Stored);
    }

    [Fact]
    public async Task Start_WhileTheClusterFails_WaitsForIt_AndThenKeepsWhatItKnows()
    {
        var failed = 0;
        _cluster.Fail(_ =>
        {
            Interlocked.Increment(ref failed);
            return FakeReply.Status(403, "Forbidden", "no");
        });
        using var secret = await StartAsync();
        await Eventually.Succeeds(() => failed.Should().BePositive());
        secret.Current.Should().BeNull();
        _cluster.Heal();
        await Eventually.Succeeds(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            secret.Current.Should().NotBeNull();
        });
        var known = secret.Current;

        var before = failed;
        _cluster.Fail(_ =>
        {
            Interlocked.Increment(ref failed);
            return FakeReply.Status(403, "Forbidden", "no");
        });
        await Eventually.Succeeds(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            failed.Should().BeGreaterThan(before);
        });

        secret.Current.Should().Be(known);
    }

    private void Store(string token) =>
        _cluster.Put(Path, new JsonObject { ["data"] = new JsonObject { ["token"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(token)) } });

    private async Task<EventsSecret> StartAsync()
    {
        var secret = new EventsSecret(_client.Resource<Secret>(), "imagestreams-system", _time, NullLogger<EventsSecret>.Instance);
        await secret.StartAsync(CancellationToken.None);
        return secret;
    }
}
