using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>Everything that registries keep as an image, or instead of one (docs/spec/images.md#manifests).</summary>
public sealed class ManifestKindsTests : IAsyncLifetime
{
    private const string Zstd = "application/vnd.oci.image.layer.v1.tar+zstd";
    private const string OciForeign = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    private static readonly SampleImage Amd64 = SampleImage.Create(new SampleImageOptions { Seed = 1, RepeatsALayer = true });
    private static readonly SampleImage Arm64 = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64", Variant = "v8" });
    private static readonly SampleImage Attestation = SampleImage.Create(9);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData("docker", ImportModes.Legacy)]
    [InlineData("docker", ImportModes.PreserveOriginal)]
    [InlineData("oci", ImportModes.Legacy)]
    [InlineData("oci", ImportModes.PreserveOriginal)]
    [InlineData("schema1", ImportModes.Legacy)]
    [InlineData("schema1", ImportModes.PreserveOriginal)]
    public async Task Run_SingleImage_IsTheSameInBothModes(string type, string mode)
    {
        var manifest = type switch { "docker" => Amd64.DockerManifest, "oci" => Amd64.OciManifest, _ => Amd64.Schema1("a/b", "1") };
        _fixture.Serve("a/b", "1", manifest, Amd64).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), mode));

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(manifest.Digest.ToString());
        var image = Stored(manifest.Digest);
        Text(image, "dockerImageManifestMediaType").Should().Be(type == "schema1" ? MediaTypes.DockerSchema1 : manifest.ContentType);
        Layers(image).Where(l => Amd64.Layers.Any(a => a.Digest.ToString() == l)).Should().Equal(Amd64.Layers.Select(l => l.Digest.ToString()));
        image["dockerImageManifests"].Should().BeNull();
        image["dockerImageMetadata"]!["Config"].Should().NotBeNull();
    }

    [Theory]
    [InlineData(MediaTypes.DockerManifestList, ImportModes.Legacy)]
    [InlineData(MediaTypes.DockerManifestList, ImportModes.PreserveOriginal)]
    [InlineData(MediaTypes.OciIndex, ImportModes.Legacy)]
    [InlineData(MediaTypes.OciIndex, ImportModes.PreserveOriginal)]
    public async Task Run_List_IsOneImageOrAllOfThem(string type, string mode)
    {
        var index = type == MediaTypes.OciIndex ? SampleIndex.Oci(Arm64, Amd64) : SampleIndex.Docker(Arm64, Amd64);
        _fixture.Serve("a/b", "1", index.Manifest).Serve("a/b", "x", index.Children[0], Arm64).Serve("a/b", "y", index.Children[1], Amd64);
        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"), mode);
        tag["annotations"] = new JsonObject { [ImageAnnotations.PreferArch] = "arm64", [ImageAnnotations.PreferOs] = "linux" };
        _fixture.Apply("s", tag);

        await _fixture.RunAsync("s");

        var expected = mode == ImportModes.Legacy ? index.Children[0] : index.Manifest;
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(expected.Digest.ToString());
        _fixture.StoredImages.Should().HaveCount(mode == ImportModes.Legacy ? 1 : 3);
        var image = Stored(expected.Digest);
        Text(image, "dockerImageManifestMediaType").Should().Be(expected.ContentType);
        if (mode == ImportModes.PreserveOriginal)
        {
            image["dockerImageManifests"]!.AsArray().Select(m => $"{m!["os"]}/{m["architecture"]}/{m["variant"]} {m["digest"]} {m["mediaType"]} {m["manifestSize"]}").Should().Equal(
                index.Children.Zip(["linux/arm64/v8", "linux/amd64/"], (c, p) => $"{p} {c.Digest} {c.ContentType} {c.Bytes.Length}"));
            image["dockerImageLayers"].Should().BeNull();
            image["dockerImageMetadata"]!["Size"].Should().BeNull();
            Text(image["dockerImageMetadata"]!, "Id").Should().Be(expected.Digest.ToString());
            Text(image["dockerImageMetadata"]!, "Created").Should().Be("2026-01-01T00:00:00Z");
        }
    }

    [Theory]
    [InlineData(Zstd)]
    [InlineData(OciForeign)]
    [InlineData(MediaTypes.DockerForeignLayer)]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip+encrypted")]
    public async Task Run_LayersOfAnyType_AreListedAsTheyAreAndNeverFetched(string layerType)
    {
        var layer = Digest.Compute("elsewhere"u8);
        var manifest = Image(MediaTypes.OciConfig, Amd64.Config.Digest, Amd64.Config.Size, [(layerType, layer, 1234)]);
        _fixture.Serve("a/b", "1", manifest, Amd64).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        var stored = Stored(manifest.Digest)["dockerImageLayers"]!.AsArray().Should().ContainSingle().Which!;
        $"{stored["name"]} {stored["mediaType"]} {stored["size"]}".Should().Be($"{layer} {layerType} 1234");
        _fixture.Registry.Requests.Should().NotContain(r => r.Path.Contains(layer.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/vnd.cncf.helm.config.v1+json", """{"name":"chart","version":"1.2.3","apiVersion":"v2"}""", true)] // a Helm chart
    [InlineData("application/vnd.wasm.config.v0+json", """{"architecture":"wasm","os":"wasip1","created":"2024-01-01T00:00:00Z"}""", true)] // a WASM module
    [InlineData("application/vnd.oci.empty.v1+json", "{}", true)] // anything with an artifactType
    [InlineData("application/vnd.oci.empty.v1+json", "{}", false)] // whose author left the empty configuration out
    [InlineData("application/vnd.example.config", "\u0001\u0002 no JSON", true)]
    [InlineData("", "{}", true)]
    public async Task Run_ArtifactThatIsNoImage_IsImportedWithWhatItHas(string configType, string config, bool isThere)
    {
        var (bytes, layer) = (Encoding.UTF8.GetBytes(config), Digest.Compute("content"u8));
        var manifest = Image(configType, Digest.Compute(bytes), bytes.Length, [("application/vnd.example.content", layer, 7)]);
        _fixture.Serve("a/b", "1", manifest);
        if (isThere)
        {
            _fixture.Registry.On($"GET /v2/a/b/blobs/{Digest.Compute(bytes)}", Answers.Bytes(bytes, MediaTypes.OctetStream));
        }

        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(manifest.Digest.ToString());
        var image = Stored(manifest.Digest);
        Layers(image).Should().Equal(layer.ToString());
        image["dockerImageMetadata"]!["Size"]!.GetValue<long>().Should().Be(7 + bytes.Length);
        Text(image["dockerImageMetadata"]!, "Id").Should().Be(Digest.Compute(bytes).ToString());
    }

    [Fact]
    public async Task Run_ArtifactWithAHugeConfiguration_IsImportedWithoutIt()
    {
        var config = Digest.Compute("huge"u8);
        var manifest = Image("application/vnd.example.model", config, 50 << 20, []);
        _fixture.Serve("a/b", "1", manifest).Registry.On($"GET /v2/a/b/blobs/{config}", Answers.Huge(50 << 20, MediaTypes.OctetStream, tellsLength: true));
        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        await _fixture.RunAsync("s");

        Stored(manifest.Digest)["dockerImageMetadata"]!["Size"]!.GetValue<long>().Should().Be(50 << 20);
    }

    [Theory]
    [InlineData(ImportModes.Legacy)]
    [InlineData(ImportModes.PreserveOriginal)]
    public async Task Run_ListWithAttestations_LeavesThemOutAndCounts(string mode)
    {
        var index = Index(Entry(Attestation.OciManifest, "unknown", "unknown"), Entry(Amd64.OciManifest, "linux", "amd64"), Entry(Attestation.DockerManifest, "unknown", "unknown"));
        _fixture.Serve("a/b", "1", index).Serve("a/b", "x", Amd64.OciManifest, Amd64).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), mode));

        var outcome = await _fixture.RunAsync("s");

        outcome.Attestations.Should().Equal(new Dictionary<string, int> { ["latest"] = 2 });
        outcome.PlatformFailures.Should().BeEmpty();
        _fixture.Registry.Requests.Should().NotContain(r => r.Path.EndsWith(Attestation.OciManifest.Digest.ToString(), StringComparison.Ordinal));
        (await _fixture.RunAsync("s")).Attestations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(2, ImportModes.Legacy)]
    [InlineData(4, ImportModes.Legacy)]
    [InlineData(3, ImportModes.PreserveOriginal)]
    public async Task Run_ListsInLists_AreFollowedToTheImage(int depth, string mode)
    {
        Manifest top = Amd64.OciManifest;
        _fixture.Serve("a/b", "x", top, Amd64);
        for (var i = 0; i < depth; i++)
        {
            top = BadAnswers.ListOf(top);
            _fixture.Serve("a/b", i == depth - 1 ? "1" : "x", top);
        }

        _fixture.Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1"), mode));

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest!.Image.Should().Be((mode == ImportModes.Legacy ? Amd64.OciManifest : top).Digest.ToString());
        _fixture.StoredImages.Should().Contain(StoredNames.ToStored(Amd64.OciManifest.Digest.ToString()));
    }

    [Theory]
    [InlineData("arm64", "a")] // arm64 is arm64/v8
    [InlineData("arm64/v8", "a")]
    [InlineData("arm64/v9", "b")]
    [InlineData("arm/v6", "c")]
    public async Task Run_ListWithVariants_TakesTheOneThatIsMeant(string wanted, string expected)
    {
        var images = new[] { ("arm64", "v8"), ("arm64", "v9"), ("arm", "v6") }
            .Select((p, i) => SampleImage.Create(new SampleImageOptions { Seed = 20 + i, Architecture = p.Item1, Variant = p.Item2 })).ToArray();
        var index = SampleIndex.Oci(images);
        _fixture.Serve("a/b", "1", index.Manifest);
        foreach (var image in images)
        {
            _fixture.Serve("a/b", "x", image.OciManifest, image);
        }

        var tag = TestStreams.Tag("latest", _fixture.From("a/b:1"));
        tag["annotations"] = new JsonObject { [ImageAnnotations.PreferArch] = wanted };
        _fixture.Apply("s", tag);

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(images[expected[0] - 'a'].OciManifest.Digest.ToString());
    }

    private static Manifest Image(string configType, Digest config, long configSize, IEnumerable<(string Type, Digest Digest, int Size)> layers)
    {
        var list = layers.Select(l => $$"""{"mediaType":"{{l.Type}}","size":{{l.Size}},"digest":"{{l.Digest}}","urls":["https://elsewhere.example/x"]}""");
        return Manifest.Parse(Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","artifactType":"application/vnd.example",
             "config":{"mediaType":"{{configType}}","size":{{configSize}},"digest":"{{config}}"},"layers":[{{string.Join(',', list)}}]}
            """), MediaTypes.OciManifest);
    }

    private static Manifest Index(params IEnumerable<string> entries) => Manifest.Parse(
        Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}"""), MediaTypes.OciIndex);

    private static string Entry(Manifest manifest, string os, string architecture) => $$"""
        {"mediaType":"{{manifest.ContentType}}","size":{{manifest.Bytes.Length}},"digest":"{{manifest.Digest}}","platform":{"os":"{{os}}","architecture":"{{architecture}}"} }
        """;

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();

    private static IEnumerable<string> Layers(JsonNode image) => image["dockerImageLayers"]!.AsArray().Select(l => l!["name"]!.GetValue<string>());

    private JsonObject Stored(Digest digest) => _fixture.Cluster.Find($"{TestStreams.Group}/images/{StoredNames.ToStored(digest.ToString())}")!;
}
