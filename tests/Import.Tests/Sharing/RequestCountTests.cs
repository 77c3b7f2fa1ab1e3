using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#requests: what an import costs the registry and the cluster.</summary>
public sealed class RequestCountTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_NewImage_CostsTwoRequestsAndOneStatusWrite()
    {
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        Methods().Should().Equal("GET", "GET");
        _fixture.Cluster.Writes.Select(w => w.Route).Should().Equal(
            $"POST {TestStreams.Group}/images", $"PUT {TestStreams.PathOf("test", "s")}/status");
        _fixture.StoredImages.Should().Equal(StoredNames.ToStored(Image.OciManifest.Digest.ToString()));
    }

    [Fact]
    public async Task Run_TagThatSomebodyHasSeen_CostsOneHeadInEachNamespace()
    {
        _fixture.Serve("a/b", "1", Image.OciManifest, Image);
        _fixture.Apply("one", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:1"))));
        _fixture.Apply("two", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:1"))));
        await _fixture.RunAsync("one", "s");
        var before = _fixture.Registry.Requests.Count;

        await _fixture.RunAsync("two", "s");

        Methods().Skip(before).Should().Equal("HEAD");
        _fixture.Read("two", "s").FindNewest("latest")!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Run_NewImageByDigest_CostsTwoRequestsAndAHeadInEachOtherNamespace()
    {
        _fixture.Serve("a/b", "1", Image.OciManifest, Image);
        var tag = TestStreams.Tag("latest", _fixture.From($"a/b@{Image.OciManifest.Digest}"));
        _fixture.Apply("one", "s", TestStreams.Stream(tag));
        _fixture.Apply("two", "s", TestStreams.Stream(tag.DeepClone().AsObject()));

        await _fixture.RunAsync("one", "s");
        Methods().Should().Equal("GET", "GET");

        await _fixture.RunAsync("two", "s");
        Methods().Skip(2).Should().Equal("HEAD");
        _fixture.Read("two", "s").FindNewest("latest")!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Theory]
    [InlineData(false, "HEAD", "GET")]
    [InlineData(true, "GET")]
    public async Task Run_ImageThatTheClusterHasAndTheStreamHasNot_CostsItsManifest(bool byDigest, params string[] methods)
    {
        var other = SampleImage.Create(2);
        _fixture.Serve("a/b", "1", other.OciManifest, other).Serve("a/b", "2", Image.OciManifest, Image);
        _fixture.Apply("one", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:2"))));
        _fixture.Apply("two", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:1"))));
        await _fixture.RunAsync("one", "s");
        await _fixture.RunAsync("two", "s");
        _fixture.Restart();
        var tag = TestStreams.Tag("latest", _fixture.From(byDigest ? $"a/b@{Image.OciManifest.Digest}" : "a/b:2"));
        tag["generation"] = 2;
        _fixture.Apply("two", "s", TestStreams.Stream(tag));
        var before = _fixture.Registry.Requests.Count;

        await _fixture.RunAsync("two", "s");

        Methods().Skip(before).Should().Equal(methods);
        _fixture.Read("two", "s").FindNewest("latest")!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Theory]
    [InlineData("2")]
    [InlineData("digest")]
    public async Task Run_ImageThatAnotherTagOfTheStreamHas_CostsOneHeadForEach(string reference)
    {
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Serve("a/b", "2", Image.OciManifest, Image);
        _fixture.Apply("s", TestStreams.Tag("one", _fixture.From("a/b:1")));
        await _fixture.RunAsync("s");
        var other = SampleImage.Create(2);
        _fixture.Serve("a/b", "3", other.OciManifest, other);
        _fixture.Apply("s", TestStreams.Tag("one", _fixture.From("a/b:1")), TestStreams.Tag("two", _fixture.From("a/b:3")));
        await _fixture.RunAsync("s");
        _fixture.Restart();
        var tag = TestStreams.Tag("two", _fixture.From(reference == "digest" ? $"a/b@{Image.OciManifest.Digest}" : "a/b:2"));
        tag["generation"] = 2;
        _fixture.Apply("s", TestStreams.Tag("one", _fixture.From("a/b:1")), tag);
        var before = _fixture.Registry.Requests.Count;

        await _fixture.RunAsync("s");

        _fixture.Registry.Requests.Skip(before).Select(r => r.Method).Should().Equal("HEAD", "HEAD");
        _fixture.Tag("s", "two").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Run_ListThatIsKeptByAnotherStream_CostsTheManifestsOfAllItsImages()
    {
        var arm = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64" });
        _fixture.Serve("a/b", "1", SampleIndex.Oci(Image, arm).Manifest).Serve("a/b", "x", Image.OciManifest, Image).Serve("a/b", "y", arm.OciManifest, arm);
        foreach (var ns in (string[])["one", "two"])
        {
            _fixture.Apply(ns, "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal)));
        }

        await _fixture.RunAsync("one", "s");
        _fixture.Restart();
        var (requests, writes) = (_fixture.Registry.Requests.Count, _fixture.Cluster.Writes.Count);

        await _fixture.RunAsync("two", "s");

        Methods().Skip(requests).Should().Equal("GET", "GET", "GET");
        _fixture.Cluster.Writes.Skip(writes).Should().ContainSingle("no image is new").Which.Method.Should().Be("PUT");
    }

    [Fact]
    public async Task Run_DigestThatIsNotThere_CostsOneRequest()
    {
        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From($"a/b@{Image.OciManifest.Digest}")));

        await _fixture.RunAsync("s");

        Methods().Should().Equal("GET");
        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.NotFound);
    }

    [Fact]
    public async Task Run_NewTagsOfOneImage_CostOneGetEachAndOneTogether()
    {
        string[] tags = ["3", "3.4", "3.4.1", "latest"];
        foreach (var tag in tags)
        {
            _fixture.Serve("a/b", tag, Image.OciManifest, Image);
        }

        _fixture.Apply("s", [.. tags.Select(t => TestStreams.Tag(t, _fixture.From($"a/b:{t}")))]);

        (await _fixture.RunAsync("s")).Failed.Should().Be(0);

        Methods().Should().Equal(Enumerable.Repeat("GET", tags.Length + 1));
        _fixture.Registry.Count($"GET /v2/a/b/blobs/{Image.Config.Digest}").Should().Be(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Run_IndexThatIsKept_CostsOneRequestAndTwoForEachPlatformThenOneAlsoAfterARestart(int platforms)
    {
        var images = Enumerable.Range(0, platforms).Select(i => SampleImage.Create(new SampleImageOptions { Seed = i, Architecture = $"arch{i}" })).ToArray();
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal);
        tag["importPolicy"]!["scheduled"] = true;
        _fixture.Serve("a/b", "1", SampleIndex.Oci(images).Manifest, images);
        images.ToList().ForEach(i => _fixture.Serve("a/b", i.OciManifest.Digest.ToString(), i.OciManifest));
        _fixture.Apply("s", tag);
        await _fixture.RunAsync("s");
        Methods().Should().HaveCount(1 + (2 * platforms)).And.OnlyContain(m => m == "GET");

        await CheckAgainAsync();
        Methods().Skip(1 + (2 * platforms)).Should().Equal("HEAD");

        _fixture.Restart();
        await CheckAgainAsync();
        Methods().Skip(2 + (2 * platforms)).Should().Equal("HEAD");
    }

    [Fact]
    public async Task Run_KnownDigestThatTheRegistryDoesNotShow_IsNotImported()
    {
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
        await _fixture.RunAsync("s");
        _fixture.Registry.On($"HEAD /v2/a/b/manifests/{Image.OciManifest.Digest}", Answers.Challenge("Basic realm=\"r\""));
        _fixture.Apply("other", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From($"a/b@{Image.OciManifest.Digest}"))));

        await _fixture.RunAsync("other", "s");

        var tag = _fixture.Read("other", "s").FindStatusTag("latest")!;
        tag.Events.Should().BeEmpty();
        tag.ImportFailure!.Reason.Should().Be(ImportReasons.Unauthorized);
    }

    [Fact]
    public async Task Run_ScheduledAndUnchanged_CostsOneHeadAndNoWrite()
    {
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", tag);
        await _fixture.RunAsync("s");
        var (requests, writes) = (_fixture.Registry.Requests.Count, _fixture.Cluster.Writes.Count);
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        _fixture.Time.Advance(TimeSpan.FromMinutes(15));

        var outcome = await _fixture.RunAsync("s");

        outcome.Attempted.Should().Equal("latest");
        Methods().Skip(requests).Should().Equal("HEAD");
        _fixture.Cluster.Writes.Should().HaveCount(writes);
    }

    [Fact]
    public async Task Run_ScheduledAndMoved_GoesOnTopOfTheHistory()
    {
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", tag);
        await _fixture.RunAsync("s");
        var next = SampleImage.Create(2);
        _fixture.Serve("a/b", "1", next.OciManifest, next);
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        _fixture.Time.Advance(TimeSpan.FromMinutes(15));

        var outcome = await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Events.Select(e => e.Image)
            .Should().Equal(next.OciManifest.Digest.ToString(), Image.OciManifest.Digest.ToString());
        outcome.Changes.Should().ContainSingle().Which.Reason.Should().Be(TagChange.Moved);
    }

    [Fact]
    public async Task Run_LegacyIndex_CostsThreeRequestsThenOneThenTwoAfterARestart()
    {
        var index = SampleIndex.Oci(SampleImage.Create(new SampleImageOptions { Architecture = "s390x" }), Image);
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        _fixture.Serve("a/b", "1", index.Manifest).Serve("a/b", "child", Image.OciManifest, Image).Apply("s", tag);
        await _fixture.RunAsync("s");
        Methods().Should().Equal("GET", "GET", "GET");

        await CheckAgainAsync();
        Methods().Skip(3).Should().Equal("HEAD");

        _fixture.Restart();
        await CheckAgainAsync();
        Methods().Skip(4).Should().Equal("HEAD", "GET");
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Fact]
    public async Task Run_ImageDeletedFromTheCluster_IsFetchedAgain()
    {
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
        await _fixture.RunAsync("s");
        var stored = StoredNames.ToStored(Image.OciManifest.Digest.ToString());
        _fixture.Cluster.Delete($"{TestStreams.Group}/images/{stored}");
        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")), TestStreams.Tag("more", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        _fixture.StoredImages.Should().Equal(stored);
    }

    [Fact]
    public async Task Run_CheckOfARegistryThatCannotDoHead_IsMadeByGet()
    {
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["importPolicy"]!["scheduled"] = true;
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", tag);
        await _fixture.RunAsync("s");
        _fixture.Registry.On("HEAD /v2/a/b/manifests/1", Answers.Status(405));

        await CheckAgainAsync();

        Methods().Skip(2).Should().Equal("HEAD", "GET");
        _fixture.Tag("s", "latest").ImportFailure.Should().BeNull();
    }

    private async Task CheckAgainAsync()
    {
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow() };
        _fixture.Time.Advance(TimeSpan.FromMinutes(15));
        (await _fixture.RunAsync("s")).Attempted.Should().Equal("latest");
    }

    private IEnumerable<string> Methods() => _fixture.Registry.Requests.Where(r => r.Path != "/v2/").Select(r => r.Method);
}
