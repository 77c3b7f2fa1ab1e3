using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Oci;
using DockerConfig = ImageStreams.Entities.DockerConfig;

namespace ImageStreams.Images.Tests;

public sealed class ImageFactoryTests
{
    private const string Config = """
        {"architecture":"amd64","os":"linux","variant":"v1","created":"2026-01-02T03:04:05.987Z","author":"a","container":"c","docker_version":"20",
         "container_config":{"Cmd":["/bin/sh"],"Hostname":""},"comment":"",
         "config":{"Env":["A=b"],"Cmd":["/x"],"Labels":{"l":"1"},"ExposedPorts":{"80/tcp":{}},"Volumes":{},"Healthcheck":{"Test":["x"]},"StopSignal":"9","Tty":false},
         "rootfs":{"type":"layers","diff_ids":[]},"history":[{}]}
        """;

    private static readonly byte[] ConfigBytes = Encoding.UTF8.GetBytes(Config);
    private static readonly ImageReference Repository = ImageReference.Parse("quay.io/a/b:tag");

    [Theory]
    [InlineData(MediaTypes.DockerManifest, MediaTypes.DockerConfig)]
    [InlineData(MediaTypes.OciManifest, MediaTypes.OciConfig)]
    public void Create_FromAnImageManifest_TellsLayersConfigurationAndSize(string mediaType, string configType)
    {
        var manifest = Manifests.Parse(Manifests.Of(mediaType, configType, ConfigBytes, ('a', 100), ('b', 200), ('a', 100)), mediaType);

        var image = Create(manifest, ConfigBytes);

        image.Metadata!.Name.Should().Be(manifest.Digest.ToString());
        image.DockerImageReference.Should().Be($"quay.io/a/b@{manifest.Digest}");
        image.DockerImageManifestMediaType.Should().Be(mediaType);
        image.Metadata.Annotations.Should().Equal(new Dictionary<string, string> { [ImageAnnotations.LayersOrder] = "ascending" });
        image.DockerImageLayers!.Select(l => $"{l.Name![7]} {l.Size} {l.MediaType}")
            .Should().Equal($"a 100 {MediaTypes.OciLayer}", $"b 200 {MediaTypes.OciLayer}", $"a 100 {MediaTypes.OciLayer}");
        JsonSerializer.SerializeToNode(image.DockerImageMetadata!, EntitiesJsonContext.Default.DockerImage).ShouldBe($$$"""
            {"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"{{{Digest.Compute(ConfigBytes)}}}","Created":"2026-01-02T03:04:05Z",
             "Container":"c","ContainerConfig":{"Cmd":["/bin/sh"]},"DockerVersion":"20","Author":"a",
             "Config":{"Env":["A=b"],"Cmd":["/x"],"Labels":{"l":"1"},"ExposedPorts":{"80/tcp":{} } },
             "Size":{{{ConfigBytes.Length + 300}}},"Architecture":"amd64"}
            """);
        image.DockerImageManifest.Should().Be(Encoding.UTF8.GetString(manifest.Bytes.Span));
        image.DockerImageConfig.Should().Be(Config);
        ImageValidation.Validate(image).Should().BeEmpty();
    }

    [Fact]
    public void ToStore_LeavesManifestAndConfigurationToTheRegistry()
    {
        var manifest = Manifests.Parse(Manifests.Of(MediaTypes.OciManifest, MediaTypes.OciConfig, ConfigBytes, ('a', 1)), MediaTypes.OciManifest);

        var stored = ImageFactory.ToStore(Create(manifest, ConfigBytes) with { Signatures = [new ImageSignature()] });

        stored.DockerImageManifest.Should().BeNull();
        stored.DockerImageConfig.Should().BeNull();
        stored.Signatures.Should().BeNull();
        stored.DockerImageLayers.Should().HaveCount(1);
    }

    [Fact]
    public void Create_WithoutLayers_HasNone()
    {
        var manifest = Manifests.Parse(Manifests.Of(MediaTypes.DockerManifest, MediaTypes.DockerConfig, ConfigBytes), MediaTypes.DockerManifest);

        Create(manifest, ConfigBytes).DockerImageLayers.Should().BeNull();
        Create(manifest, ConfigBytes).DockerImageMetadata!.Size.Should().Be(ConfigBytes.Length);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("[1,2]")]
    [InlineData("""{"created":5}""")]
    [InlineData("")]
    public void Create_FromAnArtifactThatIsNoImage_TakesWhatItHas(string config)
    {
        var bytes = Encoding.UTF8.GetBytes(config);
        var manifest = Manifests.Parse(
            Manifests.Of(MediaTypes.OciManifest, "application/vnd.cncf.helm.config.v1+json", bytes, ('a', 10)), MediaTypes.OciManifest);

        var image = Create(manifest, bytes);

        image.DockerImageMetadata!.Id.Should().Be(Digest.Compute(bytes).ToString());
        image.DockerImageMetadata.Size.Should().Be(10 + bytes.Length);
        image.DockerImageMetadata.Config.Should().BeNull();
        ImageValidation.Validate(image).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"config":{"Env":5}}""")]
    public void Create_FromAnImageWithoutUsableConfiguration_SaysSo(string config)
    {
        var bytes = Encoding.UTF8.GetBytes(config);
        var manifest = Manifests.Parse(Manifests.Of(MediaTypes.OciManifest, MediaTypes.OciConfig, bytes, ('a', 10)), MediaTypes.OciManifest);

        var create = () => Create(manifest, bytes);

        create.Should().Throw<RegistryException>().Which.Kind.Should().Be(RegistryErrorKind.InvalidManifest);
    }

    [Theory]
    [InlineData(MediaTypes.DockerManifestList)]
    [InlineData(MediaTypes.OciIndex)]
    public void Create_FromAnIndex_ListsTheImagesOfItsPlatforms(string mediaType)
    {
        var index = Manifests.Parse(
            Manifests.Index(
                mediaType, Manifests.Entry('a', "linux/arm64/v8"), Manifests.Entry('b', "linux/amd64"), Manifests.Entry('c', "unknown/unknown"), Manifests.Entry('d', null)),
            mediaType);

        var image = Create(index, []);

        image.DockerImageManifestMediaType.Should().Be(mediaType);
        image.DockerImageManifests.Should().Equal(
            Child('a', "linux", "arm64", "v8"), Child('b', "linux", "amd64", null), Child('d', "unknown", "unknown", null));
        image.DockerImageLayers.Should().BeNull();
        image.Metadata!.Annotations.Should().BeNull();
        image.DockerImageMetadata.Should().BeEquivalentTo(
            new DockerImage
            {
                Kind = "DockerImage",
                ApiVersion = "image.openshift.io/1.0",
                Id = image.Metadata.Name,
                Created = Make.Now,
                ContainerConfig = new DockerConfig(),
            });
        ImageValidation.Validate(image).Should().BeEmpty();
    }

    [Fact]
    public void Create_FromSchema1WithSizes_ReversesTheLayersAndAsksNobody()
    {
        // V61, layers.md 5.6
        var manifest = Manifests.Parse(
            Manifests.Schema1(
                (Make.Digest('c'), """{"id":"1","parent":"2","Size":5,"created":"2020-01-01T00:00:00Z","config":{"Env":["A=b"]}}"""),
                (Make.Digest('e'), """{"id":"2","throwaway":true}"""),
                (Make.Digest('b'), """{"id":"3","Size":100}""")),
            MediaTypes.DockerSchema1);

        var image = Create(manifest, []);

        image.DockerImageLayers!.Select(l => $"{l.Name![7]} {l.Size}").Should().Equal("b 100", "e 0", "c 5");
        image.DockerImageLayers.Should().OnlyContain(l => l.MediaType == "application/vnd.docker.container.image.rootfs.diff+x-gtar");
        image.DockerImageManifestMediaType.Should().Be(MediaTypes.DockerSchema1);
        image.DockerImageMetadata!.Size.Should().Be(105);
        image.DockerImageMetadata.Id.Should().Be("1");
        image.DockerImageMetadata.Parent.Should().Be("2");
        image.DockerImageConfig.Should().BeNull();
        ImageSizes.LayersToMeasure(manifest).Should().BeEmpty();
    }

    [Fact]
    public void Create_FromSchema1WithoutSizes_GivesEveryDuplicateTheMeasuredSize()
    {
        // V62, but every duplicate has its size: the sum stays that of the different layers
        const string Empty = "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4";
        var manifest = Manifests.Parse(
            Manifests.Schema1((Empty, """{"id":"1"}"""), (Make.Digest('f'), """{"id":"2"}"""), (Empty, "not json")), MediaTypes.DockerSchema1);

        var open = ImageSizes.LayersToMeasure(manifest);
        var sizes = open.ToDictionary(d => d, d => d.ToString() == Empty ? 32L : 7L);
        var image = ImageFactory.Create(new FetchedImage { Manifest = manifest, Repository = Repository, Now = Make.Now, LayerSizes = sizes });

        open.Should().HaveCount(2);
        image.DockerImageLayers!.Select(l => l.Size).Should().Equal(32, 7, 32);
        image.DockerImageMetadata!.Size.Should().Be(39);
    }

    [Fact]
    public void Create_FromSignedSchema1_NamesTheImageByWhatWasSigned()
    {
        var payload = Manifests.Schema1((Make.Digest('c'), """{"id":"1","Size":5}"""));
        var manifest = Manifest.Parse(Manifests.Sign(payload), MediaTypes.DockerSchema1Signed);

        var image = Create(manifest, []);

        image.Metadata!.Name.Should().Be(Digest.Compute(Manifests.Bytes(payload)).ToString());
        image.DockerImageManifestMediaType.Should().Be(MediaTypes.DockerSchema1);
        image.DockerImageLayers.Should().ContainSingle().Which.Size.Should().Be(5);
    }

    [Theory]
    [InlineData("imagestreamimage-mysql-container", 18, 7, 133933118)]
    [InlineData("imagestreamtag-aodh-api", 40, 29, 237061207)]
    public void Create_FromTheManifestOfASeed_MakesTheSeedsImage(string seed, int count, int distinct, long size)
    {
        var wanted = JsonNode.Parse(File.ReadAllText($"testdata/seeds/{seed}.json"))!["image"]!;
        var layers = wanted["dockerImageLayers"]!.AsArray();
        var manifest = Manifests.Parse(Schema1Of(wanted, layers), MediaTypes.DockerSchema1);
        var open = ImageSizes.LayersToMeasure(manifest);
        var sizes = open.ToDictionary(d => d, d => (long)layers.First(l => (string)l!["name"]! == d.ToString())!["size"]!);

        var image = ImageFactory.Create(new FetchedImage { Manifest = manifest, Repository = Repository, Now = Make.Now, LayerSizes = sizes });

        open.Should().HaveCount(distinct);
        image.DockerImageLayers.Should().HaveCount(count);
        image.DockerImageMetadata!.Size.Should().Be(size);
        var made = Make.Json(image);
        made["dockerImageLayers"].ShouldBe(layers.ToJsonString());
        var metadata = wanted["dockerImageMetadata"]!.DeepClone();
        metadata["apiVersion"] = "image.openshift.io/1.0";
        made["dockerImageMetadata"].ShouldBe(metadata.ToJsonString());
        made["dockerImageManifestMediaType"]!.GetValue<string>().Should().Be((string)wanted["dockerImageManifestMediaType"]!);
    }

    // The configuration of a schema 1 image is what its newest history entry says, in docker's spelling of the same fields.
    private static JsonObject Schema1Of(JsonNode image, JsonArray layers)
    {
        var metadata = image["dockerImageMetadata"]!;
        var v1 = new JsonObject();
        foreach (var (key, name) in new[]
        {
            ("Id", "id"), ("Parent", "parent"), ("Created", "created"), ("Container", "container"), ("ContainerConfig", "container_config"),
            ("DockerVersion", "docker_version"), ("Author", "author"), ("Config", "config"), ("Architecture", "architecture"),
        })
        {
            v1[name] = metadata[key]?.DeepClone();
        }

        return Manifests.Schema1([.. layers.Reverse().Select((l, i) => ((string)l!["name"]!, i == 0 ? v1.ToJsonString() : """{"id":"x"}"""))]);
    }

    private static Image Create(Manifest manifest, byte[] config) =>
        ImageFactory.Create(new FetchedImage { Manifest = manifest, Repository = Repository, Now = Make.Now, Config = config });

    private static ImageManifest Child(char digest, string os, string architecture, string? variant) => new()
    {
        Digest = Make.Digest(digest),
        MediaType = MediaTypes.OciManifest,
        ManifestSize = 944,
        Os = os,
        Architecture = architecture,
        Variant = variant,
    };
}
