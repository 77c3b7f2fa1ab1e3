using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#fairness: what goes side by side, and what does not wait for what.</summary>
public sealed class ParallelImportTests : IAsyncLifetime
{
    private const int AtATime = 8;

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_TagsOfAStream_AreAskedForSideBySideWithinTheLimitAndWrittenAtOnce()
    {
        var (asked, release) = Hold(Enumerable.Range(0, 20).Select(i => $"GET /v2/a/b/manifests/t{i}"), SampleImage.Create(1));
        _fixture.Serve("a/b", "any", SampleImage.Create(1).OciManifest, SampleImage.Create(1));
        _fixture.Apply("s", [.. Enumerable.Range(0, 20).Select(i => TestStreams.Tag($"t{i}", _fixture.From($"a/b:t{i}")))]);
        var run = _fixture.RunAsync("s");
        await Eventually.Succeeds(() => asked().Should().Be(AtATime));
        _fixture.Engine.Registries.Should().ContainSingle().Which.Should().Match<RegistryLaneState>(s => s.InFlight == AtATime && s.Waiting == 20 - AtATime);
        release.SetResult();
        await run;

        asked().Should().Be(20);
        _fixture.Cluster.Writes.Count(w => w.Method == "PUT").Should().Be(1);
        _fixture.Registry.Requests.Should().HaveCount(21, "all tags are one image, with one configuration");
        _fixture.Registry.Requests.Select(r => r.Connection).Distinct().Should().HaveCountLessThanOrEqualTo(AtATime + 1, "connections are used again; one went to find out that there is no TLS");
    }

    [Fact]
    public async Task Run_PlatformsOfAnIndex_AreFetchedSideBySide()
    {
        var images = Enumerable.Range(0, 6).Select(i => SampleImage.Create(new SampleImageOptions { Seed = i, Architecture = $"arch{i}" })).ToArray();
        var index = SampleIndex.Oci(images);
        _fixture.Serve("a/b", "1", index.Manifest, images);
        var asked = 0;
        var release = new TaskCompletionSource();
        foreach (var image in images)
        {
            _fixture.Registry.On($"GET /v2/a/b/manifests/{image.OciManifest.Digest}", async context =>
            {
                Interlocked.Increment(ref asked);
                await release.Task;
                await Answers.Manifest(image.OciManifest)(context);
            });
        }

        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), "PreserveOriginal"));
        var run = _fixture.RunAsync("s");

        await Eventually.Succeeds(() => asked.Should().Be(6));
        release.SetResult();
        (await run).Failed.Should().Be(0);
        _fixture.StoredImages.Should().HaveCount(7);
        _fixture.Registry.Requests.Should().HaveCount(1 + (2 * 6));
    }

    [Fact]
    public async Task Run_OneRegistryThatStalls_DelaysNoTagOfAnother()
    {
        await using var stalling = await FaultyRegistry.StartAsync();
        stalling.On("GET /v2/a/b/manifests/1", Answers.Stall());
        var image = SampleImage.Create(1);
        _fixture.Serve("a/b", "1", image.OciManifest, image);
        var slow = Enumerable.Range(0, 40).Select(i => TestStreams.Tag($"slow{i}", $"{stalling.Host}/a/b:1"));
        _fixture.Apply("s", [.. slow, TestStreams.Tag("good", _fixture.From("a/b:1"))]);

        var run = _fixture.RunAsync("s");
        await Eventually.Succeeds(() =>
        {
            _fixture.Time.Advance(StreamImport.SettleTime);
            (_fixture.Read("test", "s").FindNewest("good")?.Image).Should().Be(image.OciManifest.Digest.ToString());
        });
        run.IsCompleted.Should().BeFalse("the others are still waited for");
        stalling.Requests.Should().ContainSingle("all want the same");
    }

    [Fact]
    public async Task Run_TwoNamespacesAtOneRegistry_TakeTurns()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { RequestsPerRegistry = 1 });
        var gate = new TaskCompletionSource();
        _fixture.Registry.On("GET /v2/big/first/manifests/1", async context =>
        {
            await gate.Task;
            await Answers.Error(404, "MANIFEST_UNKNOWN", "unknown")(context);
        });
        _fixture.Apply("big", "first", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("big/first:1"))));
        _fixture.Apply("big", "s", TestStreams.Stream([.. Enumerable.Range(0, 900).Select(i => TestStreams.Tag($"t{i}", _fixture.From($"big/app:{i}")))]));
        _fixture.Apply("small", "s", TestStreams.Stream([.. Enumerable.Range(0, 3).Select(i => TestStreams.Tag($"t{i}", _fixture.From($"small/app:{i}")))]));

        var first = _fixture.RunAsync("big", "first");
        await Eventually.Succeeds(() => _fixture.Registry.Requests.Should().ContainSingle());
        var big = _fixture.RunAsync("big", "s");
        await WaitingAsync(64);
        var small = _fixture.RunAsync("small", "s");
        await WaitingAsync(67);
        gate.SetResult();
        await Task.WhenAll(first, big, small);

        var order = _fixture.Registry.Requests.Select(r => r.Path.Split('/')[2]).ToList();
        order.Count(ns => ns == "small").Should().Be(3, "a GET for each");
        order.LastIndexOf("small").Should().BeLessThan(10, "of more than 900 requests");

        Task WaitingAsync(int requests) => Eventually.Succeeds(() => _fixture.Engine.Registries.Single().Waiting.Should().Be(requests));
    }

    [Fact]
    public async Task Run_RegistryThatSpeaksHttp2_IsSpokenToOverOneConnection()
    {
        await using var registry = await FaultyRegistry.StartHttp2Async();
        var image = SampleImage.Create(1);
        for (var i = 0; i < 20; i++)
        {
            registry.On($"HEAD /v2/a/b/manifests/t{i}", Answers.Manifest(image.OciManifest)).On($"GET /v2/a/b/manifests/t{i}", Answers.Manifest(image.OciManifest));
        }

        registry.On($"GET /v2/a/b/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, MediaTypes.OctetStream));
        _fixture.Apply("s", [.. Enumerable.Range(0, 20).Select(i => TestStreams.Tag($"t{i}", $"{registry.Host}/a/b:t{i}"))]);

        (await _fixture.RunAsync("s")).Failed.Should().Be(0);

        registry.Requests.Should().OnlyContain(r => r.Protocol == "HTTP/2");
        registry.Requests.Select(r => r.Connection).Distinct().Should().ContainSingle();
        _fixture.Engine.Registries.Should().ContainSingle().Which.Breaker.Should().Be(BreakerState.Closed);
    }

    private (Func<int> Asked, TaskCompletionSource Release) Hold(IEnumerable<string> routes, SampleImage image)
    {
        var asked = 0;
        var release = new TaskCompletionSource();
        foreach (var route in routes)
        {
            _fixture.Registry.On(route, async context =>
            {
                Interlocked.Increment(ref asked);
                await release.Task;
                await Answers.Manifest(image.OciManifest)(context);
            });
        }

        return (() => asked, release);
    }
}
