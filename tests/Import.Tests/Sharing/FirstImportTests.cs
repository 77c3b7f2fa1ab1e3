using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#requests: when a tag is fetched at once, and when it is first asked what it stands for.</summary>
public sealed class FirstImportTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Config = $"GET /v2/a/b/blobs/{Image.Config.Digest}";

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_NewTagOfAnImageThatTheClusterHas_CostsTheManifestAlone()
    {
        await _fixture.RunAsync("s");
        _fixture.Restart();
        _fixture.Apply("other", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:1"))));

        await RunAsync("other", "GET manifests/1");

        _fixture.Read("other", "s").FindNewest("latest")!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        _fixture.StoredImages.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_NewTagOfAPrivateImageThatTheClusterHas_NeedsALoginOfItsNamespace()
    {
        await _fixture.RunAsync("s");
        foreach (var method in (string[])["GET", "HEAD"])
        {
            _fixture.Registry.On($"{method} /v2/a/b/manifests/1", Answers.Challenge("Basic realm=\"r\""));
        }

        _fixture.Restart();
        _fixture.Apply("other", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:1"))));

        await RunAsync("other", "GET manifests/1");

        _fixture.Read("other", "s").FindStatusTag("latest")!.Events.Should().BeEmpty();
        _fixture.Read("other", "s").FindStatusTag("latest")!.ImportFailure!.Reason.Should().Be(ImportReasons.Unauthorized);
    }

    [Theory]
    [InlineData("a/b:1", "HEAD manifests/1")] // asked for again
    [InlineData("a/b:2", "HEAD manifests/2")] // mostly the next version; it may also be an older one
    [InlineData("c/d:1", "GET manifests/1")]
    public async Task Run_TagWithAHistory_IsFetchedAtOnceWhenItComesFromElsewhere(string from, string request)
    {
        _fixture.Serve("a/b", "2", Image.OciManifest, Image).Serve("c/d", "1", Image.OciManifest, Image);
        await _fixture.RunAsync("s");
        _fixture.Restart();
        var tag = TestStreams.Tag("latest", _fixture.From(from));
        tag["generation"] = 2;
        _fixture.Apply("s", tag);

        await RunAsync("test", request);
    }

    [Fact]
    public async Task Run_TagThatFailedAndWasNeverSeen_IsTriedAgainByGet()
    {
        _fixture.Registry.On("GET /v2/a/b/manifests/1", Answers.Error(404, "MANIFEST_UNKNOWN", "unknown"));
        await RunAsync("test", "GET manifests/1");
        Later();
        await RunAsync("test", "GET manifests/1");
        _fixture.Serve("a/b", "1", Image.OciManifest, Image);
        Later();

        await RunAsync("test", "GET manifests/1", Config);

        _fixture.Tag("s", "latest").Newest.Should().NotBeNull();
    }

    [Fact]
    public async Task Run_TagThatFailedAfterItWasSeen_IsLookedAtFirst()
    {
        _fixture.Registry.On(Config, Answers.Status(404));
        await RunAsync("test", "GET manifests/1", Config);
        Later();

        await RunAsync("test", "HEAD manifests/1", $"GET manifests/{Image.OciManifest.Digest}", Config);
    }

    [Fact]
    public async Task Run_RegistryThatSaysHowMuchItAllows_IsAskedByHeadFirst()
    {
        var rationed = Answers.With(Answers.Manifest(Image.OciManifest), ("ratelimit-limit", "100;w=21600"), ("ratelimit-remaining", "90;w=21600"));
        var second = SampleImage.Create(2);
        foreach (var tag in (string[])["1", "alias"])
        {
            _fixture.Registry.On($"GET /v2/a/b/manifests/{tag}", rationed).On($"HEAD /v2/a/b/manifests/{tag}", rationed);
        }

        _fixture.Serve("a/b", "2", second.OciManifest, second);
        await RunAsync("test", "GET manifests/1", Config);
        _fixture.Apply("other", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:alias"))));
        _fixture.Apply("third", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:2"))));

        await RunAsync("other", "HEAD manifests/alias");
        await RunAsync("third", "HEAD manifests/2", $"GET manifests/{second.OciManifest.Digest}", $"GET /v2/a/b/blobs/{second.Config.Digest}");
    }

    [Theory]
    [InlineData(59, "HEAD")]
    [InlineData(61, "GET")]
    public async Task Run_KnownDigestThatWasShownToSomebody_IsShownAgainAfterAnHour(int minutes, string method)
    {
        await _fixture.RunAsync("s");
        _fixture.Time.Advance(TimeSpan.FromMinutes(minutes));
        _fixture.Apply("other", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From($"a/b@{Image.OciManifest.Digest}"))));

        await RunAsync("other", $"{method} manifests/{Image.OciManifest.Digest}");

        _fixture.Read("other", "s").FindNewest("latest")!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Fetch_WithManifest_CostsNoHeadWhateverIsKnown()
    {
        await _fixture.RunAsync("s");
        var before = _fixture.Registry.Requests.Count;

        var result = await _fixture.FetchAsync([new ImageRequest
        {
            From = _fixture.From("a/b:1"),
            Insecure = true,
            ImportMode = ImportModes.Legacy,
            Platform = PlatformPreference.Common,
            IncludeManifest = true,
        }]);

        result.Images[0].Fetched.Should().ContainSingle();
        _fixture.Registry.Requests.Skip(before).Select(r => $"{r.Method} {r.Path}").Should().Equal("GET /v2/a/b/manifests/1", Config);
    }

    [Fact]
    public async Task Run_Repository_AsksByHeadForTheTagsAloneThatWereImportedFromIt()
    {
        var second = SampleImage.Create(2);
        _fixture.Serve("a/b", "2", second.OciManifest, second);
        var stream = TestStreams.Stream();
        stream["spec"]!["dockerImageRepository"] = _fixture.From("a/b");
        stream["metadata"] = new System.Text.Json.Nodes.JsonObject
        {
            ["annotations"] = new System.Text.Json.Nodes.JsonObject { [ImageAnnotations.InsecureRepository] = "true" },
        };
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Json("""{"name":"a/b","tags":["1"]}"""));
        _fixture.Apply("test", "r", stream);
        await _fixture.RunAsync("r");
        _fixture.Restart();
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Json("""{"name":"a/b","tags":["1","2"]}"""));
        _fixture.Apply("test", "r", stream.DeepClone().AsObject());
        var before = _fixture.Registry.Requests.Count;

        (await _fixture.RunAsync("r")).Failed.Should().Be(0);

        _fixture.Registry.Requests.Skip(before).Select(r => $"{r.Method} {r.Path}").Should().BeEquivalentTo(
            "GET /v2/a/b/tags/list", "HEAD /v2/a/b/manifests/1", "GET /v2/a/b/manifests/2", $"GET /v2/a/b/blobs/{second.Config.Digest}");
    }

    [Fact]
    public async Task Run_NewTagThatTheMirrorLacks_CostsOneRequestMore()
    {
        await using var mirror = await FaultyRegistry.StartAsync();
        _fixture.Settings.Replace(_fixture.Settings.Current with
        {
            Mirrors = [new MirrorRule
            {
                Source = MirrorSource.TryParse(_fixture.Registry.Host, out var source) ? source : throw new ArgumentException(_fixture.Registry.Host),
                Mirrors = [RegistryLocation.TryParse($"{mirror.Host}/copy", out var location) ? location : throw new ArgumentException(mirror.Host)],
            }],
        });

        await RunAsync("test", "GET manifests/1", Config);

        mirror.Requests.Should().ContainSingle().Which.Method.Should().Be("GET");
    }

    private void Later()
    {
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
    }

    private async Task RunAsync(string ns, params string[] requests)
    {
        var before = _fixture.Registry.Requests.Count;
        (await _fixture.RunAsync(ns, "s")).Attempted.Should().Equal("latest");
        _fixture.Registry.Requests.Skip(before).Select(r => r.Path.Contains("/blobs/", StringComparison.Ordinal) ? $"{r.Method} {r.Path}" : $"{r.Method} manifests/{r.Path.Split('/')[^1]}")
            .Should().Equal(requests);
    }
}
