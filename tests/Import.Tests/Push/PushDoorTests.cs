using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/push.md#reading-back</summary>
public sealed class PushDoorTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly SampleImage Newer = SampleImage.Create(2);
    private static readonly StreamKey Stream = new("test", "app");
    private static readonly string Path = TestStreams.PathOf("test", "app");

    private ImportFixture _fixture = null!;

    private static string Digest => Image.OciManifest.Digest.ToString();

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Integrate(IntegratedKeychain.Anonymous);
        _fixture.Serve("test/app", "latest", Image.OciManifest, Image);
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Receive_ATagThatNobodyKnows_MakesImageStreamAndEvent_ForThreeRequests()
    {
        var outcome = await ReceiveAsync("latest");

        outcome.Result.Should().Be(PushResult.Written);
        outcome.Image.Should().Be(Digest);
        _fixture.Registry.Requests.Select(r => $"{r.Method} {r.Path}").Should().Equal(
            "HEAD /v2/test/app/manifests/latest", $"GET /v2/test/app/manifests/{Digest}", $"GET /v2/test/app/blobs/{Image.Config.Digest}");
        var stream = _fixture.Read("test", "app");
        stream.FindNewest("latest")!.DockerImageReference.Should().Be($"registry.test:5000/test/app@{Digest}");
        stream.FindNewest("latest")!.Generation.Should().Be(stream.Metadata!.Generation);
        stream.SpecTags.Should().BeEmpty();
        var image = _fixture.Cluster.Find($"{TestStreams.Group}/images/{StoredNames.ToStored(Digest)}")!;
        ((string?)image["dockerImageReference"]).Should().Be($"registry.test:5000/test/app@{Digest}");
        ((string?)image["metadata"]!["annotations"]!["openshift.io/image.managed"]).Should().Be("true");
        image["dockerImageLayers"]!.AsArray().Select(l => (string?)l!["name"]).Should().Equal(Image.Layers.Select(l => l.Digest.ToString()));
    }

    [Fact]
    public async Task Receive_TheSameAgain_IsOneRequestAndNoWrite()
    {
        await ReceiveAsync("latest");
        var (requests, calls) = (_fixture.Registry.Requests.Count, _fixture.Cluster.Server.Requests.Count);

        var outcome = await ReceiveAsync("latest");

        outcome.Result.Should().Be(PushResult.Unchanged);
        _fixture.Registry.Requests.Skip(requests).Select(r => r.Method).Should().Equal("HEAD");
        _fixture.Cluster.Server.Requests.Count.Should().Be(calls, "the cache has it");
    }

    [Fact]
    public async Task Receive_AKnownImageUnderAnotherTag_IsNotFetched()
    {
        await ReceiveAsync("latest");
        _fixture.Serve("test/app", "1.0", Image.OciManifest, Image);
        var requests = _fixture.Registry.Requests.Count;

        var outcome = await ReceiveAsync("1.0");

        outcome.Result.Should().Be(PushResult.Written);
        _fixture.Registry.Requests.Skip(requests).Select(r => r.Method).Should().Equal("HEAD");
        _fixture.Read("test", "app").FindNewest("1.0")!.Image.Should().Be(Digest);
    }

    [Fact]
    public async Task Receive_AnImageThatWasImportedBefore_LeavesItAsItIs_AndNamesThisRepository()
    {
        var path = $"{TestStreams.Group}/images/{StoredNames.ToStored(Digest)}";
        _fixture.Cluster.Put(path, new JsonObject { ["dockerImageReference"] = $"quay.io/x/y@{Digest}" });

        await ReceiveAsync("latest");

        _fixture.Registry.Requests.Select(r => r.Method).Should().Equal(["HEAD"], "what the integrated registry says is believed");
        ((string?)_fixture.Cluster.Find(path)!["dockerImageReference"]).Should().Be($"quay.io/x/y@{Digest}");
        _fixture.Read("test", "app").FindNewest("latest")!.DockerImageReference.Should().Be($"registry.test:5000/test/app@{Digest}");
    }

    [Fact]
    public async Task Receive_AnIndex_StoresItsImagesFirst()
    {
        var index = SampleIndex.Oci(Image, SampleImage.Create(new SampleImageOptions { Seed = 3, Architecture = "arm64" }));
        _fixture.Serve("test/app", "all", index.Manifest, index.Images);
        foreach (var (child, image) in index.Children.Zip(index.Images))
        {
            _fixture.Serve("test/app", child.Digest.ToString(), child, image);
        }

        await ReceiveAsync("all");

        var created = _fixture.Cluster.Writes.Where(w => w.Path.EndsWith("/images", StringComparison.Ordinal)).Select(w => w.Json).ToList();
        created.Select(i => StoredNames.ToServed((string)i["metadata"]!["name"]!)).Should().Equal([.. index.Children.Select(c => c.Digest.ToString()), index.Manifest.Digest.ToString()]);
        created.Should().OnlyContain(i => (string?)i["metadata"]!["annotations"]!["openshift.io/image.managed"] == "true");
        ((string?)created[^1]["metadata"]!["annotations"]!["image.openshift.io/dockerLayersOrder"]).Should().BeEmpty();
        _fixture.Read("test", "app").FindNewest("all")!.Image.Should().Be(index.Manifest.Digest.ToString());
    }

    [Fact]
    public async Task Receive_ADigestAlone_StoresTheImageAndTouchesNoStream()
    {
        var outcome = await _fixture.Pushes.ReceiveAsync(new PushWork { Stream = Stream, Digest = Image.OciManifest.Digest }, CancellationToken.None);
        var again = await _fixture.Pushes.ReceiveAsync(new PushWork { Stream = Stream, Digest = Image.OciManifest.Digest }, CancellationToken.None);
        var unknown = await _fixture.Pushes.ReceiveAsync(new PushWork { Stream = Stream, Digest = Newer.OciManifest.Digest }, CancellationToken.None);

        (outcome.Result, again.Result, unknown.Result).Should().Be((PushResult.Written, PushResult.Unchanged, PushResult.Absent));
        _fixture.StoredImages.Should().Equal(StoredNames.ToStored(Digest));
        _fixture.Cluster.Find(Path).Should().BeNull();
    }

    [Fact]
    public async Task Receive_TagsThatFollow_FollowInTheSameWrite()
    {
        _fixture.Cluster.Put(Path, TestStreams.Stream(new JsonObject
        {
            ["name"] = "prod",
            ["from"] = new JsonObject { ["kind"] = "ImageStreamTag", ["name"] = "latest" },
        }));

        var outcome = await ReceiveAsync("latest");

        _fixture.Read("test", "app").FindNewest("prod")!.Image.Should().Be(Digest);
        outcome.Changes.Select(c => c.Tag).Should().BeEquivalentTo("latest", "prod");
        _fixture.Cluster.Writes.Count(w => w.Path.StartsWith(Path, StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [InlineData(true, "does not exist")]
    [InlineData(false, "is being deleted")]
    public async Task Receive_WhereTheNamespaceIsGoneOrGoing_FetchesAndWritesNothing(bool isGone, string problem)
    {
        if (isGone)
        {
            _fixture.Cluster.Delete("/api/v1/namespaces/test");
        }
        else
        {
            _fixture.Cluster.Put("/api/v1/namespaces/test", new JsonObject { ["metadata"] = new JsonObject { ["deletionTimestamp"] = "2026-01-01T00:00:00Z" } });
        }

        var outcome = await ReceiveAsync("latest");

        (outcome.Result, outcome.HasNamespace).Should().Be((PushResult.Refused, false));
        outcome.Message.Should().Contain(problem);
        _fixture.Registry.Requests.Select(r => r.Method).Should().Equal("HEAD");
        _fixture.Cluster.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Receive_AnImageBeyondTheLimit_WritesNothing_NewOrKnown()
    {
        _fixture.Limits = new ImageLimits { MaxSize = Quantity.OfBytes(1) };

        var outcome = await ReceiveAsync("latest");
        outcome.Result.Should().Be(PushResult.Refused);
        outcome.Message.Should().StartWith("requested usage of storage exceeds the maximum limit per openshift.io/Image");
        _fixture.Cluster.Writes.Should().BeEmpty();

        _fixture.Limits = new ImageLimits();
        await ReceiveAsync("latest");
        _fixture.Limits = new ImageLimits { MaxSize = Quantity.OfBytes(1) };
        _fixture.Serve("test/app", "again", Image.OciManifest, Image);
        (await ReceiveAsync("again")).Result.Should().Be(PushResult.Refused);
        _fixture.Read("test", "app").FindStatusTag("again").Should().BeNull();
    }

    [Fact]
    public async Task Receive_MoreImagesThanAStreamMayHave_IsRefused()
    {
        _fixture.Limits = new ImageLimits { MaxImages = Quantity.OfCount(1) };
        await ReceiveAsync("latest");
        _fixture.Serve("test/app", "latest", Newer.OciManifest, Newer);

        var outcome = await ReceiveAsync("latest");

        outcome.Result.Should().Be(PushResult.Refused);
        outcome.Message.Should().Contain("openshift.io/images exceeds the maximum limit");
        _fixture.Read("test", "app").FindNewest("latest")!.Image.Should().Be(Digest);
    }

    [Fact]
    public async Task Receive_AStreamBeyondTheQuota_IsRefused_AndWithinItCharged()
    {
        var quota = "/api/v1/namespaces/test/resourcequotas/streams";
        _fixture.Cluster.Put(quota, Quota(used: "1"));

        var refused = await ReceiveAsync("latest");
        refused.Message.Should().Be("exceeded quota: streams, requested: openshift.io/imagestreams=1, used: openshift.io/imagestreams=1, limited: openshift.io/imagestreams=1");
        _fixture.Cluster.Writes.Should().BeEmpty();

        _fixture.Cluster.Put(quota, Quota(used: "0"));
        (await ReceiveAsync("latest")).Result.Should().Be(PushResult.Written);
        ((string?)_fixture.Cluster.Find(quota)!["status"]!["used"]!["openshift.io/imagestreams"]).Should().Be("1");
    }

    [Fact]
    public async Task Receive_WhenTheStreamChangesMeanwhile_DecidesAgain()
    {
        _fixture.Cluster.Put(Path, TestStreams.Stream());
        var changed = false;
        _fixture.Cluster.Fail(request =>
        {
            if (!changed && request.Method == "PUT")
            {
                changed = true;
                var stream = _fixture.Cluster.Find(Path)!;
                stream["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
                _fixture.Cluster.Put(Path, stream);
            }

            return null;
        });

        (await ReceiveAsync("latest")).Result.Should().Be(PushResult.Written);

        _fixture.Cluster.Writes.Count(w => w.Method == "PUT").Should().Be(2);
    }

    [Fact]
    public async Task Receive_WhenTheTagMovesMeanwhile_LeavesItToAnotherLook()
    {
        _fixture.Cluster.Put(Path, TestStreams.Stream());
        var moved = false;
        _fixture.Cluster.Fail(request =>
        {
            if (!moved && request.Method == "PUT")
            {
                moved = true;
                var stream = _fixture.Cluster.Find(Path)!;
                stream["status"] = Status("latest", Newer.OciManifest.Digest.ToString());
                _fixture.Cluster.Put(Path, stream);
            }

            return null;
        });

        (await ReceiveAsync("latest")).Result.Should().Be(PushResult.Failed);

        _fixture.Read("test", "app").FindNewest("latest")!.Image.Should().Be(Newer.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Receive_WhatTwoReplicasWereTold_IsOneEvent()
    {
        var outcomes = await Task.WhenAll(ReceiveAsync("latest"), ReceiveAsync("latest"), ReceiveAsync("latest"));
        var results = outcomes.Select(o => o.Result).ToList();

        results.Should().Contain(PushResult.Written).And.OnlyContain(r => r == PushResult.Written || r == PushResult.Unchanged || r == PushResult.Failed);
        (await ReceiveAsync("latest")).Result.Should().Be(PushResult.Unchanged);
        _fixture.Read("test", "app").FindStatusTag("latest")!.Events.Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_WhereTheRegistryServesSomethingElse_WritesNothing()
    {
        _fixture.Registry.On($"GET /v2/test/app/manifests/{Digest}", Answers.With(
            Answers.Bytes(Newer.OciManifest.Bytes, Newer.OciManifest.ContentType), ("Docker-Content-Digest", Digest)));

        var outcome = await ReceiveAsync("latest");

        outcome.Result.Should().Be(PushResult.Refused);
        _fixture.StoredImages.Should().BeEmpty();
        _fixture.Cluster.Writes.Should().BeEmpty();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Receive_WhenTheRegistryCannotBeAsked_IsWorthAnotherTry(int status)
    {
        foreach (var method in (string[])["HEAD", "GET"])
        {
            _fixture.Registry.On($"{method} /v2/test/app/manifests/latest", Answers.Status(status));
        }

        (await ReceiveAsync("latest")).Result.Should().Be(PushResult.Failed);

        _fixture.Cluster.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task Receive_WithoutAnIntegratedRegistry_AsksNobody()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { Plan = _fixture.Settings.Current.Plan with { Hosts = RegistryHosts.None } });

        (await ReceiveAsync("latest")).Result.Should().Be(PushResult.Absent);

        _fixture.Registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Receive_WhereNoApiServerRuns_WritesTheRepositoryIntoTheStatus()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { Plan = _fixture.Settings.Current.Plan with { StrategyRuns = false } });
        _fixture.Restart();

        await ReceiveAsync("latest");

        _fixture.Read("test", "app").Status!.DockerImageRepository.Should().Be("registry.test:5000/test/app");
    }

    [Fact]
    public async Task OurOwnCredentials_AreShownAtThisDoorAndAtNoOther()
    {
        const string Ours = "Bearer our-own-token";
        _fixture.Integrate(new IntegratedKeychain(new FixedKeychain(new RegistryCredential { RegistryToken = "our-own-token" })));
        foreach (var route in (string[])["HEAD /v2/test/app/manifests/latest", "GET /v2/test/app/manifests/latest"])
        {
            _fixture.Registry.On(route, Answers.Guarded(Ours, "Bearer realm=\"https://127.0.0.1/token\"", Answers.Manifest(Image.OciManifest)));
        }

        _fixture.Registry.On(
            $"GET /v2/test/app/blobs/{Image.Config.Digest}", Answers.Guarded(Ours, "Bearer realm=\"https://127.0.0.1/token\"", Answers.Bytes(Image.Config.Content, MediaTypes.OctetStream)));
        (await ReceiveAsync("latest")).Result.Should().Be(PushResult.Written);
        _fixture.Registry.Requests.Should().Contain(r => r.Authorization == Ours);
        var requests = _fixture.Registry.Requests.Count;

        _fixture.Apply("thief", TestStreams.Tag("latest", _fixture.From("test/app:latest")));
        await _fixture.RunAsync("thief");
        await _fixture.FetchAsync([
            new ImageRequest { From = _fixture.From("test/app:latest"), Insecure = true, ImportMode = ImportModes.Legacy, Platform = PlatformPreference.Common },
        ]);

        _fixture.Registry.Requests.Skip(requests).Should().NotBeEmpty().And.NotContain(r => r.Authorization == Ours);
        _fixture.Tag("thief", "latest").Events.Should().BeEmpty("a namespace must not take what another one has pushed");
    }

    private static JsonObject Quota(string used) => new()
    {
        ["spec"] = new JsonObject { ["hard"] = new JsonObject { ["openshift.io/imagestreams"] = "1" } },
        ["status"] = new JsonObject
        {
            ["hard"] = new JsonObject { ["openshift.io/imagestreams"] = "1" },
            ["used"] = new JsonObject { ["openshift.io/imagestreams"] = used },
        },
    };

    private static JsonObject Status(string tag, string image) => new()
    {
        ["tags"] = new JsonArray(new JsonObject
        {
            ["tag"] = tag,
            ["items"] = new JsonArray(new JsonObject
            {
                ["created"] = "2026-01-01T00:00:00Z",
                ["dockerImageReference"] = $"registry.test:5000/test/app@{image}",
                ["image"] = image,
                ["generation"] = 1,
            }),
        }),
    };

    private Task<PushOutcome> ReceiveAsync(string tag) => _fixture.Pushes.ReceiveAsync(
        new PushWork
        {
            Stream = Stream,
            Tag = tag,
            Cached = _fixture.Cluster.Find(Path) is null ? null : _fixture.Read("test", "app"),
            Limits = _fixture.Limits,
        },
        CancellationToken.None);

    private sealed class FixedKeychain(RegistryCredential credential) : IKeychain
    {
        public ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<RegistryCredential>>([credential]);
    }
}
