using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#sharing: what many streams cost that want the same.</summary>
public sealed class SharedWorkTests : IAsyncLifetime
{
    private const string Challenge = "Basic realm=\"r\"";
    private const string Head = "HEAD /v2/a/b/manifests/1";
    private const string Get = "GET /v2/a/b/manifests/1";

    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Config = $"GET /v2/a/b/blobs/{Image.Config.Digest}";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _fixture.Settings.Replace(_fixture.Settings.Current with { StreamsPerRegistry = 1_000 });
        _fixture.Serve("a/b", "1", Image.OciManifest, Image);
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Check_OfManyStreamsThatFollowOneTag_CostsOneHeadInEachPeriod()
    {
        var streams = await ImportAsync(namespaces: 10, streams: 5);
        var heads = _fixture.Registry.Count(Head);

        for (var period = 1; period <= 4; period++)
        {
            _fixture.Time.Advance(Period);
            await CheckAsync(streams);
            _fixture.Registry.Count(Head).Should().Be(heads + period);
        }

        _fixture.Registry.Requests.Count(r => r.Method == "GET").Should().Be(2, "manifest and configuration, once for all");
    }

    [Fact]
    public async Task Check_OfATagThatMoved_IsSeenByAllAndFetchedOnce()
    {
        var streams = await ImportAsync(namespaces: 10, streams: 1);
        var next = SampleImage.Create(2);
        _fixture.Serve("a/b", "1", next.OciManifest, next);
        var before = _fixture.Registry.Requests.Count;

        _fixture.Time.Advance(Period);
        await CheckAsync(streams);

        _fixture.Registry.Requests.Skip(before).Select(r => r.Method).Should().Equal("HEAD", "GET", "GET");
        streams.Select(s => _fixture.Read(s.Namespace, s.Name).FindNewest("latest")!.Image).Distinct().Should().Equal(next.OciManifest.Digest.ToString());
    }

    [Theory]
    [InlineData(false, "HEAD", "GET")]
    [InlineData(true, "HEAD")]
    public async Task Check_OfATagThatMovedToAnImageOfTheCluster_CostsOneManifestForAllUntilItWasProved(bool isProved, params string[] methods)
    {
        var next = SampleImage.Create(2);
        _fixture.Serve("a/b", "2", next.OciManifest, next);
        if (!isProved)
        {
            await ImportNextAsync();
            _fixture.Restart();
        }

        var streams = await ImportAsync(namespaces: 100, streams: 1);
        if (isProved)
        {
            await ImportNextAsync();
        }

        _fixture.Serve("a/b", "1", next.OciManifest, next);
        var before = _fixture.Registry.Requests.Count;

        _fixture.Time.Advance(Period);
        await CheckAsync(streams);

        _fixture.Registry.Requests.Skip(before).Select(r => r.Method).Should().Equal(methods);
        streams.Select(s => _fixture.Read(s.Namespace, s.Name).FindNewest("latest")!.Image).Distinct().Should().Equal(next.OciManifest.Digest.ToString());

        async Task ImportNextAsync()
        {
            _fixture.Apply("before", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:2"))));
            (await _fixture.RunAsync("before", "s")).Failed.Should().Be(0);
        }
    }

    [Fact]
    public async Task Check_OfATagThatMoved_IsProvedForEachLogin()
    {
        Guard("bob", "secret");
        Login("ns0", "bob", "secret");
        Login("ns1", "bob", "secret");
        Login("ns2", "alice", "1");
        var streams = await ImportAsync(namespaces: 2, streams: 1);
        var next = SampleImage.Create(2);
        Use(next, Basic("bob", "secret"), Basic("alice", "1"));
        _fixture.Apply("ns2", "s0", Stream());
        await _fixture.RunAsync("ns2", "s0");
        var before = _fixture.Registry.Requests.Count;

        _fixture.Time.Advance(Period);
        await CheckAsync(streams);

        _fixture.Registry.Requests.Skip(before).Select(r => $"{r.Method} {r.Authorization}").Should().Equal(
            $"HEAD {Basic("bob", "secret")}", $"GET {Basic("bob", "secret")}");
    }

    [Fact]
    public async Task Check_BehindALogin_IsSharedByThoseAloneWhoLogInTheSame()
    {
        Guard("bob", "secret");
        for (var i = 0; i < 6; i++)
        {
            Login($"ns{i}", "bob", "secret");
        }

        var streams = await ImportAsync(namespaces: 6, streams: 2);
        Login("stranger", "eve", "guess");
        _fixture.Apply("stranger", "s0", Stream());
        await _fixture.RunAsync("stranger", "s0");
        _fixture.Apply("nobody", "s0", Stream());
        await _fixture.RunAsync("nobody", "s0");
        var heads = _fixture.Registry.Count(Head);

        _fixture.Time.Advance(Period);
        await CheckAsync(streams);

        _fixture.Registry.Count(Head).Should().Be(heads + 1);
        streams.Select(s => _fixture.Read(s.Namespace, s.Name).FindStatusTag("latest")!.ImportFailure).Should().AllSatisfy(f => f.Should().BeNull());
        foreach (var ns in (string[])["stranger", "nobody"])
        {
            var tag = _fixture.Read(ns, "s0").FindStatusTag("latest")!;
            tag.Events.Should().BeEmpty("{0} may not see it, whoever else may", ns);
            tag.ImportFailure!.Reason.Should().Be(ImportReasons.Unauthorized);
        }
    }

    [Fact]
    public async Task Check_WithDifferentLogins_IsMadeWithEach()
    {
        _fixture.Registry.On(Head, context => context.Request.Headers.Authorization.Count > 0
            ? Answers.Manifest(Image.OciManifest)(context)
            : Answers.Challenge(Challenge)(context));
        Login("ns0", "alice", "1");
        Login("ns1", "alice", "2");
        Login("ns2", "bob", "1");
        var streams = await ImportAsync(namespaces: 3, streams: 2);
        var before = _fixture.Registry.Requests.Count;

        _fixture.Time.Advance(Period);
        await CheckAsync(streams);

        _fixture.Registry.Requests.Skip(before).Select(r => $"{r.Method} {r.Authorization}").Should().BeEquivalentTo(
            $"HEAD {Basic("alice", "1")}", $"HEAD {Basic("alice", "2")}", $"HEAD {Basic("bob", "1")}");
    }

    [Fact]
    public async Task Check_WithOneRightAndOneWrongLogin_DoesNotTryTheWrongOneEachTime()
    {
        Guard("bob", "secret");
        Login("ns0", "bob", "secret");
        _fixture.Cluster.Put(TestStreams.SecretPath("ns0", "a-wrong-one"), TestStreams.Login($"{_fixture.Registry.Host}/a", "bob", "wrong"));
        var streams = await ImportAsync(namespaces: 1, streams: 1);
        var heads = _fixture.Registry.Count(Head);

        _fixture.Time.Advance(Period);
        await CheckAsync(streams);

        _fixture.Registry.Count(Head).Should().Be(heads + 1);
    }

    [Fact]
    public async Task Import_OfOneNewImageByManyAtOnce_FetchesItOnce()
    {
        var streams = Streams(namespaces: 10, streams: 5);
        streams.ForEach(s => _fixture.Apply(s.Namespace, s.Name, Stream()));
        var release = new TaskCompletionSource();
        _fixture.Registry.On(Get, async context =>
        {
            await release.Task;
            await Answers.Manifest(Image.OciManifest)(context);
        });

        var runs = streams.Select(s => _fixture.RunAsync(s.Namespace, s.Name)).ToList();
        await Eventually.Succeeds(() => _fixture.Registry.Count(Get).Should().Be(1));
        release.SetResult();
        await Task.WhenAll(runs);

        _fixture.Registry.Requests.Count(r => r.Method == "GET").Should().Be(2);
        _fixture.Cluster.Writes.Count(w => w.Method == "POST").Should().Be(1);
        streams.Select(s => _fixture.Read(s.Namespace, s.Name).FindNewest("latest")!.Image).Distinct().Should().Equal(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Import_OfOneNewImageFromTwoRepositories_FetchesItOnce()
    {
        _fixture.Serve("c/d", "2", Image.OciManifest, Image);
        var release = new TaskCompletionSource();
        var (seen, manifest) = (0, Answers.Manifest(Image.OciManifest));
        foreach (var path in (string[])["/v2/a/b/manifests/1", "/v2/c/d/manifests/2"])
        {
            _fixture.Registry.On($"GET {path}", async context =>
            {
                Interlocked.Increment(ref seen);
                await release.Task;
                await manifest(context);
            });
        }

        _fixture.Apply("one", "s", Stream());
        _fixture.Apply("two", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("c/d:2"))));
        var runs = new[] { _fixture.RunAsync("one", "s"), _fixture.RunAsync("two", "s") };
        await Eventually.Succeeds(() => seen.Should().Be(2, "each repository has to show that it has the image"));
        release.SetResult();
        await Task.WhenAll(runs);

        _fixture.Registry.Requests.Should().HaveCount(3).And.ContainSingle(r => r.Path.Contains("/blobs/", StringComparison.Ordinal));
        _fixture.Read("two", "s").FindNewest("latest")!.DockerImageReference.Should().Be($"{_fixture.From("c/d")}@{Image.OciManifest.Digest}");
    }

    [Fact]
    public async Task Import_OfATagThatIsNotThereByManyAtOnce_AsksOnceForThoseWhoCameAndOnceForThoseWhoCameMeanwhile()
    {
        var release = new TaskCompletionSource();
        _fixture.Registry.On(Get, async context =>
        {
            await release.Task;
            await Answers.Error(404, "MANIFEST_UNKNOWN", "unknown")(context);
        });
        _fixture.Apply("first", "s", Stream());
        var first = _fixture.RunAsync("first", "s");
        await Eventually.Succeeds(() => _fixture.Registry.Count(Get).Should().Be(1));
        _fixture.Apply("many", "s", TestStreams.Stream([.. Enumerable.Range(0, 50).Select(i => TestStreams.Tag($"t{i}", _fixture.From("a/b:1")))]));
        var many = _fixture.RunAsync("many", "s");
        release.SetResult();

        (await first).Failed.Should().Be(1);
        (await many).Failed.Should().Be(50);

        _fixture.Registry.Requests.Should().HaveCountLessThanOrEqualTo(3).And.OnlyContain(r => r.Method == "GET");
    }

    [Fact]
    public async Task Import_WhoseConfigurationFailsForOne_IsTriedByTheOthersThemselves()
    {
        var (config, release) = (Answers.Bytes(Image.Config.Content, MediaTypes.OctetStream), new TaskCompletionSource());
        var asked = 0;
        _fixture.Registry.On(Config, async context =>
        {
            if (Interlocked.Increment(ref asked) == 1)
            {
                await release.Task;
                await Answers.Error(404, "BLOB_UNKNOWN", "gone")(context);
                return;
            }

            await config(context);
        });
        var streams = Streams(namespaces: 3, streams: 1);
        streams.ForEach(s => _fixture.Apply(s.Namespace, s.Name, Stream()));
        var runs = streams.Select(s => _fixture.RunAsync(s.Namespace, s.Name)).ToList();
        await Eventually.Succeeds(() => (_fixture.Registry.Count(Get), _fixture.Registry.Count(Config)).Should().Be((1, 1)));
        await Eventually.Succeeds(() => _fixture.Registry.Count(Head).Should().BeGreaterThan(0, "it was seen before"));
        release.SetResult();

        var outcomes = await Task.WhenAll(runs);

        outcomes.Sum(o => o.Failed).Should().Be(1);
    }

    [Fact]
    public async Task Import_OfAManifestThatSomebodyWorksOn_TakesItFromThere()
    {
        var arm = SampleImage.Create(new SampleImageOptions { Seed = 7, Architecture = "arm64" });
        var other = SampleImage.Create(new SampleImageOptions { Seed = 6, Architecture = "s390x" });
        var list = SampleIndex.Oci(other, arm);
        var release = new TaskCompletionSource();
        var armManifest = $"GET /v2/a/b/manifests/{arm.OciManifest.Digest}";
        _fixture.Serve("a/b", "1", list.Manifest).Serve("a/b", "x", arm.OciManifest, arm).Serve("a/b", "y", other.OciManifest, other);
        _fixture.Registry.On(armManifest, async context =>
        {
            await release.Task;
            await Answers.Manifest(arm.OciManifest)(context);
        });
        var request = new ImageRequest
        {
            From = _fixture.From("a/b:1"),
            Insecure = true,
            ImportMode = ImportModes.Legacy,
            Platform = PlatformPreference.Common with { Architecture = "arm64" },
            IsNew = true,
        };
        var first = _fixture.FetchAsync([request]);
        await Eventually.Succeeds(() => _fixture.Registry.Count(armManifest).Should().Be(1));

        var second = _fixture.FetchAsync([request with { ImportMode = ImportModes.PreserveOriginal }]);
        await Eventually.Succeeds(() => _fixture.Registry.Count($"GET /v2/a/b/manifests/{other.OciManifest.Digest}").Should().Be(1));
        release.SetResult();
        var images = (await Task.WhenAll(first, second)).Select(r => r.Images.Single()).ToList();

        images.Select(i => i.Image).Should().Equal(arm.OciManifest.Digest.ToString(), list.Manifest.Digest.ToString());
        (_fixture.Registry.Count(Get), _fixture.Registry.Count(Head)).Should().Be((1, 1), "the second has seen by its HEAD that it still is the same");
    }

    [Fact]
    public async Task Check_OfARegistryThatCannotDoHead_CostsOneConditionalGet()
    {
        _fixture.Registry.On(Head, Answers.Status(405));
        var streams = await ImportAsync(namespaces: 3, streams: 1);
        _fixture.Registry.On(Get, context => context.Request.Headers.IfNoneMatch == $"\"{Image.OciManifest.Digest}\""
            ? Answers.Status(304)(context)
            : Answers.Manifest(Image.OciManifest)(context));
        var before = _fixture.Registry.Requests.Count;

        _fixture.Time.Advance(Period);
        await CheckAsync(streams);

        _fixture.Registry.Requests.Skip(before).Select(r => $"{r.Method} {r.Headers["If-None-Match"]}").Should().Equal($"GET \"{Image.OciManifest.Digest}\"");
    }

    private static List<StreamKey> Streams(int namespaces, int streams) =>
        [.. Enumerable.Range(0, namespaces).SelectMany(n => Enumerable.Range(0, streams).Select(s => new StreamKey($"ns{n}", $"s{s}")))];

    private static string Basic(string user, string password) =>
        $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    private System.Text.Json.Nodes.JsonObject Stream()
    {
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        return TestStreams.Stream(tag);
    }

    private void Use(SampleImage image, params string[] logins)
    {
        foreach (var method in (string[])["HEAD", "GET"])
        {
            foreach (var name in (string[])["1", image.OciManifest.Digest.ToString()])
            {
                _fixture.Registry.On($"{method} /v2/a/b/manifests/{name}", context => logins.Contains(context.Request.Headers.Authorization.ToString())
                    ? Answers.Manifest(image.OciManifest)(context)
                    : Answers.Challenge(Challenge)(context));
            }
        }

        _fixture.Registry.On($"GET /v2/a/b/blobs/{image.Config.Digest}", Answers.Bytes(image.Config.Content, MediaTypes.OctetStream));
    }

    private void Guard(string user, string password)
    {
        foreach (var route in (string[])[Head, Get])
        {
            _fixture.Registry.On(route, Answers.Guarded(Basic(user, password), Challenge, Answers.Manifest(Image.OciManifest)));
        }
    }

    private void Login(string ns, string user, string password) =>
        _fixture.Cluster.Put(TestStreams.SecretPath(ns, "pull"), TestStreams.Login(_fixture.Registry.Host, user, password));

    private async Task<List<StreamKey>> ImportAsync(int namespaces, int streams)
    {
        var all = Streams(namespaces, streams);
        foreach (var stream in all)
        {
            _fixture.Apply(stream.Namespace, stream.Name, Stream());
            (await _fixture.RunAsync(stream.Namespace, stream.Name)).Failed.Should().Be(0);
        }

        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        return all;
    }

    private async Task CheckAsync(List<StreamKey> streams)
    {
        var outcomes = await Task.WhenAll(streams.Select(s => _fixture.RunAsync(s.Namespace, s.Name)));
        outcomes.Should().OnlyContain(o => o.Attempted.Count == 1 && o.Failed == 0);
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
    }
}
