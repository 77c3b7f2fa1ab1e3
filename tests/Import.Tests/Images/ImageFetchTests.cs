using System.Buffers.Text;
using System.Text;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

public sealed class ImageFetchTests : IAsyncLifetime
{
    private static readonly SampleImage Amd64 = SampleImage.Create(1);
    private static readonly SampleImage Arm64 = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64" });

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData("docker")]
    [InlineData("oci")]
    [InlineData("schema1")]
    public async Task Run_EachManifestType_StoresLayersBaseFirstWithSizes(string type)
    {
        var image = SampleImage.Create(new SampleImageOptions { RepeatsALayer = true });
        var manifest = type switch { "docker" => image.DockerManifest, "oci" => image.OciManifest, _ => image.Schema1("a/b", "1") };
        _fixture.Serve("a/b", "1", manifest, image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        var stored = Stored(manifest.Digest);
        var layers = stored["dockerImageLayers"]!.AsArray().Select(l => l!["name"]!.GetValue<string>());
        layers.Where(l => image.Layers.Any(i => i.Digest.ToString() == l)).Should().Equal(image.Layers.Select(l => l.Digest.ToString()));
        stored["dockerImageLayers"]![0]!["size"]!.GetValue<long>().Should().Be(image.Layers[0].Size);
        stored["dockerImageReference"]!.GetValue<string>().Should().Be($"{_fixture.Registry.Host}/a/b@{manifest.Digest}");
        stored["dockerImageMetadata"]!["Architecture"]!.GetValue<string>().Should().Be("amd64");
        stored.ContainsKey("dockerImageManifest").Should().BeFalse();
        stored.ContainsKey("dockerImageConfig").Should().BeFalse();
        stored["metadata"]!["annotations"]!["image.openshift.io/dockerLayersOrder"]!.GetValue<string>().Should().Be("ascending");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_Schema1WithoutSizes_AsksForThemAndDoesWithoutIfNeedBe(bool measurable)
    {
        var manifest = Signed($$"""
            {"schemaVersion":1,"name":"a/b","tag":"1","architecture":"amd64",
            "fsLayers":[{"blobSum":"{{Amd64.Layers[1].Digest}}"},{"blobSum":"{{Amd64.Layers[0].Digest}}"},{"blobSum":"{{Amd64.Layers[0].Digest}}"}],
            "history":[{"v1Compatibility":"{\"id\":\"c\"}"},{"v1Compatibility":"{\"id\":\"b\"}"},{"v1Compatibility":"{\"id\":\"a\"}"}]}
            """);
        _fixture.Serve("a/b", "1", manifest, measurable ? [Amd64] : []).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        var sizes = Stored(manifest.Digest)["dockerImageLayers"]!.AsArray().Select(l => l!["size"]!.GetValue<long>());
        sizes.Should().Equal(measurable ? [Amd64.Layers[0].Size, Amd64.Layers[0].Size, Amd64.Layers[1].Size] : [0, 0, 0]);
        _fixture.Registry.Requests.Count(r => r.Method == "HEAD" && r.Path.Contains("/blobs/", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task Run_Schema1WithoutASignature_IsNoImage()
    {
        var manifest = Manifest.Parse("""
            {"schemaVersion":1,"name":"a/b","tag":"1","architecture":"amd64","fsLayers":[{"blobSum":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}],"history":[{"v1Compatibility":"{\"id\":\"a\"}"}]}
            """u8.ToArray(), MediaTypes.DockerSchema1);
        _fixture.Serve("a/b", "1", manifest).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.InvalidManifest);
        _fixture.Tag("s", "latest").ImportFailure!.Message.Should().StartWith($"Internal error occurred: {_fixture.From("a/b:1")}: missing signature key");
    }

    [Theory]
    [InlineData(null, "amd64")]
    [InlineData("arm64", "arm64")]
    public async Task Run_LegacyIndex_TakesThePlatformThatIsAskedFor(string? preferred, string expected)
    {
        var index = SampleIndex.Docker(Arm64, Amd64);
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        if (preferred is not null)
        {
            tag["annotations"] = new System.Text.Json.Nodes.JsonObject { [ImageAnnotations.PreferArch] = preferred };
        }

        Serve(index).Apply("s", tag);

        await _fixture.RunAsync("s");

        var image = expected == "arm64" ? Arm64 : Amd64;
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(image.DockerManifest.Digest.ToString());
        _fixture.Tag("s", "latest").Newest!.DockerImageReference.Should().Be($"{_fixture.Registry.Host}/a/b@{image.DockerManifest.Digest}");
        _fixture.StoredImages.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_PreserveOriginal_StoresTheListAfterItsImages()
    {
        var index = SampleIndex.Oci(Amd64, Arm64);
        Serve(index).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal));

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(index.Manifest.Digest.ToString());
        var created = _fixture.Cluster.Writes.Where(w => w.Method == "POST").Select(w => w.Json["metadata"]!["name"]!.GetValue<string>()).ToList();
        created.Should().HaveCount(3);
        created[^1].Should().Be(StoredNames.ToStored(index.Manifest.Digest.ToString()));
        Stored(index.Manifest.Digest)["dockerImageManifests"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task Run_PreserveOriginalWithAttestations_SkipsThem()
    {
        var attestation = SampleImage.Create(9).OciManifest;
        var json = $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[
            {{Entry(Amd64.OciManifest, "linux", "amd64")}},{{Entry(attestation, "unknown", "unknown")}}]}
            """;
        var index = Manifest.Parse(Encoding.UTF8.GetBytes(json), MediaTypes.OciIndex);
        _fixture.Serve("a/b", "1", index).Serve("a/b", "x", Amd64.OciManifest, Amd64)
            .Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal));

        var outcome = await _fixture.RunAsync("s");

        outcome.PlatformFailures.Should().BeEmpty();
        _fixture.StoredImages.Should().HaveCount(2);
        _fixture.Registry.Count($"GET /v2/a/b/manifests/{attestation.Digest}").Should().Be(0);
    }

    [Fact]
    public async Task Run_PreserveOriginalWithAMissingChild_ImportsTheOthersAndTells()
    {
        var index = SampleIndex.Oci(Amd64, Arm64);
        _fixture.Serve("a/b", "1", index.Manifest).Serve("a/b", "x", Amd64.OciManifest, Amd64)
            .Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal));

        var outcome = await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(index.Manifest.Digest.ToString());
        outcome.PlatformFailures.Should().ContainSingle().Which.Value.Should().Match<PlatformFailure>(f =>
            f.Platform == "linux/arm64" && f.Digest == Arm64.OciManifest.Digest.ToString() && f.Failure.Reason == ImportReasons.NotFound);
    }

    [Fact]
    public async Task Run_PreserveOriginalAskedForAgain_FetchesWhatLacked()
    {
        var index = SampleIndex.Oci(Amd64, Arm64);
        _fixture.Serve("a/b", "1", index.Manifest).Serve("a/b", "x", Amd64.OciManifest, Amd64)
            .Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal));
        await _fixture.RunAsync("s");
        Serve(index).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal), TestStreams.Tag("z", "z"));

        var outcome = await _fixture.RunAsync("s");

        outcome.PlatformFailures.Should().BeEmpty();
        _fixture.StoredImages.Should().HaveCount(3);
    }

    [Fact]
    public async Task Run_PreserveOriginalWithoutAnyChild_Fails()
    {
        var index = SampleIndex.Oci(Amd64, Arm64);
        _fixture.Serve("a/b", "1", index.Manifest)
            .Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), ImportModes.PreserveOriginal));

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.NotFound);
        _fixture.StoredImages.Should().BeEmpty();
    }

    [Fact]
    public async Task Fetch_WithManifest_BringsManifestAndConfigurationOfAKnownImageToo()
    {
        _fixture.Serve("a/b", "1", Amd64.OciManifest, Amd64).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
        await _fixture.RunAsync("s");
        var request = new ImageRequest
        {
            From = _fixture.From("a/b:1"),
            Insecure = true,
            ImportMode = ImportModes.Legacy,
            Platform = PlatformPreference.Common,
            IncludeManifest = true,
        };

        var results = (await _fixture.FetchAsync([request, request with { From = "no way" }])).Images;
        await _fixture.Engine.StoreAsync(results, CancellationToken.None);

        var image = results[0].Fetched.Should().ContainSingle().Which;
        image.DockerImageManifest.Should().Be(Encoding.UTF8.GetString(Amd64.OciManifest.Bytes.Span));
        image.DockerImageConfig.Should().Be(Encoding.UTF8.GetString(Amd64.Config.Content.Span));
        results[1].Failure!.Reason.Should().Be(ImportReasons.InvalidReference);
        _fixture.StoredImages.Should().ContainSingle();
    }

    [Theory]
    [InlineData(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728", ImportReasons.TooLarge)]
    [InlineData(500, "", "etcdserver: request is too large", ImportReasons.TooLarge)]
    [InlineData(422, "Invalid", "dockerImageLayers is wrong", ImportReasons.InvalidManifest)]
    public async Task Run_ImageThatTheStoreRefuses_FailsForItsTagAlone(int code, string reason, string message, string expected)
    {
        _fixture.Serve("a/b", "1", Amd64.OciManifest, Amd64).Serve("a/b", "2", Arm64.OciManifest, Arm64)
            .Apply("s", TestStreams.Tag("bad", _fixture.From("a/b:1")), TestStreams.Tag("good", _fixture.From("a/b:2")));
        var bad = StoredNames.ToStored(Amd64.OciManifest.Digest.ToString());
        _fixture.Cluster.Fail(r => r.Method == "POST" && r.Body.Contains(bad, StringComparison.Ordinal) ? FakeReply.Status(code, reason, message) : null);

        await _fixture.RunAsync("s");

        var failure = _fixture.Tag("s", "bad").ImportFailure!;
        failure.Reason.Should().Be(expected);
        failure.Message.Should().Contain($"the image cannot be stored: {message}");
        _fixture.Tag("s", "good").Newest.Should().NotBeNull();
    }

    private static string Entry(Manifest manifest, string os, string architecture) => $$"""
        {"mediaType":"{{manifest.ContentType}}","size":{{manifest.Bytes.Length}},"digest":"{{manifest.Digest}}","platform":{"os":"{{os}}","architecture":"{{architecture}}"} }
        """;

    private ImportFixture Serve(SampleIndex index)
    {
        _fixture.Serve("a/b", "1", index.Manifest);
        foreach (var (image, child) in index.Images.Zip(index.Children))
        {
            _fixture.Serve("a/b", "x", child, image);
        }

        return _fixture;
    }

    private System.Text.Json.Nodes.JsonObject Stored(Digest digest) =>
        _fixture.Cluster.Find($"{TestStreams.Group}/images/{StoredNames.ToStored(digest.ToString())}")!;

    private static Manifest Signed(string payload)
    {
        var text = payload.TrimEnd();
        var header = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"formatLength":{{Encoding.UTF8.GetByteCount(text) - 1}},"formatTail":"{{Base64Url.EncodeToString("}"u8)}}"}"""));
        var signed = $$"""{{text[..^1]}},"signatures":[{"signature":"","protected":"{{header}}"}]}""";
        return Manifest.Parse(Encoding.UTF8.GetBytes(signed), MediaTypes.DockerSchema1Signed);
    }
}
