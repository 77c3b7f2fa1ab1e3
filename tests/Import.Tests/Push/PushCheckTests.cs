using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/push.md#lost-notifications</summary>
public sealed class PushCheckTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly SampleImage Newer = SampleImage.Create(2);

    private readonly List<string> _missed = [];
    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Integrate(IntegratedKeychain.Anonymous);
        Has("test/app", "latest");
        Catalog("test/app");
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_ATagThatIsNotHere_IsMissed_ForAListAndAHead()
    {
        var report = await RunAsync();

        _missed.Should().Equal("test/app:latest");
        report.Should().BeEquivalentTo(new PushCheckReport(1, 1, 1, 0, HasCatalog: true));
        _fixture.Registry.Requests.Select(r => $"{r.Method} {r.Path}").Should().Equal("GET /v2/_catalog", "GET /v2/test/app/tags/list", "HEAD /v2/test/app/manifests/latest");
        _fixture.Cluster.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_WithoutAnIntegratedRegistry_LooksAtNoStream()
    {
        await using var plain = await ImportFixture.StartAsync();
        var none = Enumerable.Range(0, 1).Select<int, ImageStream>(_ => throw new InvalidOperationException("nobody asked for streams"));

        (await plain.Check.RunAsync(none, _ => null, (_, _) => { }, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Run_ATagThatIsHereAsItIsThere_IsNot()
    {
        await PushAsync("latest");

        (await RunAsync())!.Missed.Should().Be(0);
    }

    [Fact]
    public async Task Run_ATagWhoseImageTheClusterHasAndTheStreamHasNot_WasDeletedHere()
    {
        await PushAsync("latest");
        _fixture.Cluster.Delete(TestStreams.PathOf("test", "app"));

        (await RunAsync())!.Missed.Should().Be(0);
    }

    [Fact]
    public async Task Run_APushedTagThatMovedOrWent_IsMissed()
    {
        Has("test/app", "latest", "gone");
        await PushAsync("latest");
        await PushAsync("gone");
        _fixture.Serve("test/app", "latest", Newer.OciManifest, Newer);
        Lists("test/app", "latest");

        await RunAsync();

        _missed.Should().BeEquivalentTo("test/app:latest", "test/app:gone");
    }

    [Fact]
    public async Task Run_TagsWithASource_AreNotEvenLookedAt()
    {
        _fixture.Apply("app", TestStreams.Tag("latest", "quay.io/x/y:1"));

        (await RunAsync())!.Tags.Should().Be(0);
    }

    [Fact]
    public async Task Run_ARepositoryThatTheRegistryDoesNotKnowAnyMore_StaysAsItIs()
    {
        await PushAsync("latest");
        Catalog();
        _fixture.Registry.On("GET /v2/test/app/tags/list", Answers.Error(404, "NAME_UNKNOWN", "repository name not known to registry"));

        var report = await RunAsync();

        report.Should().BeEquivalentTo(new PushCheckReport(1, 0, 0, 0, HasCatalog: true));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    [InlineData(405)]
    public async Task Run_WithoutACatalog_LooksAtTheStreamsThatThereAre(int status)
    {
        _fixture.Registry.On("GET /v2/_catalog", Answers.Status(status));
        Has("test/unknown", "latest");
        _fixture.Cluster.Put(TestStreams.PathOf("test", "app"), TestStreams.Stream());

        var report = await RunAsync();

        _missed.Should().Equal("test/app:latest");
        report!.HasCatalog.Should().BeFalse();
    }

    [Fact]
    public async Task Run_WhenTheRegistryFails_ThrowsAndMissesNothing()
    {
        _fixture.Registry.On("GET /v2/_catalog", Answers.Status(503));

        var run = RunAsync;

        await run.Should().ThrowAsync<RegistryException>();
        _missed.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_ARepositoryThatFails_CostsTheOthersNothing()
    {
        Catalog("test/broken", "test/app", "a/b/c", "segment", "test/a--b");
        _fixture.Registry.On("GET /v2/test/broken/tags/list", Answers.Status(500));

        var report = await RunAsync();

        _missed.Should().Equal("test/app:latest");
        (report!.Repositories, report.Failed).Should().Be((2, 1));
        report.FirstFailure.Should().Contain("test/broken");
    }

    [Fact]
    public async Task Run_WithoutAnIntegratedRegistry_IsNothing()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { Plan = _fixture.Settings.Current.Plan with { Hosts = RegistryHosts.None } });

        (await RunAsync()).Should().BeNull();
        _fixture.Registry.Requests.Should().BeEmpty();
    }

    private void Catalog(params string[] names) =>
        _fixture.Registry.On("GET /v2/_catalog", Answers.Json(new JsonObject { ["repositories"] = new JsonArray([.. names.Select(n => (JsonNode)n)]) }.ToJsonString()));

    private void Has(string repository, params string[] tags)
    {
        foreach (var tag in tags)
        {
            _fixture.Serve(repository, tag, Image.OciManifest, Image);
        }

        Lists(repository, tags);
    }

    private void Lists(string repository, params string[] tags) => _fixture.Registry.On($"GET /v2/{repository}/tags/list", Answers.Tags(tags));

    private async Task PushAsync(string tag) =>
        (await _fixture.Pushes.ReceiveAsync(new PushWork { Stream = new StreamKey("test", "app"), Tag = tag }, CancellationToken.None)).Result.Should().Be(PushResult.Written);

    private Task<PushCheckReport?> RunAsync()
    {
        IReadOnlyCollection<ImageStream> streams = _fixture.Cluster.Find(TestStreams.PathOf("test", "app")) is null ? [] : [_fixture.Read("test", "app")];
        return _fixture.Check.RunAsync(
            streams,
            key => streams.FirstOrDefault(s => (s.Metadata!.Namespace, s.Metadata.Name) == (key.Namespace, key.Name)),
            (stream, tag) =>
            {
                lock (_missed)
                {
                    _missed.Add($"{stream}:{tag}");
                }
            },
            CancellationToken.None);
    }
}
