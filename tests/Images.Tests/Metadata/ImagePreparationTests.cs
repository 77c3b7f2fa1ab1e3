using System.Text;
using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class ImagePreparationTests
{
    private const string Config = """{"architecture":"amd64","created":"2026-01-02T03:04:05Z","config":{"Env":["A=b"]}}""";

    private static readonly byte[] ConfigBytes = Encoding.UTF8.GetBytes(Config);
    private static readonly byte[] ManifestBytes =
        Manifests.Bytes(Manifests.Of(MediaTypes.DockerManifest, MediaTypes.DockerConfig, ConfigBytes, ('a', 100), ('b', 101)));

    private static readonly string Name = Digest.Compute(ManifestBytes).ToString();

    [Fact]
    public void ForCreate_WithManifestAndConfiguration_FillsInTheRest()
    {
        var image = Create(Sent() with { DockerImageConfig = Config });

        image.DockerImageLayers!.Select(l => l.Size).Should().Equal(100, 101);
        image.DockerImageManifestMediaType.Should().Be(MediaTypes.DockerManifest);
        image.DockerImageMetadata!.Id.Should().Be(Digest.Compute(ConfigBytes).ToString());
        image.DockerImageMetadata.Size.Should().Be(201 + ConfigBytes.Length);
        image.DockerImageMetadataVersion.Should().Be("1.0");
        image.Metadata!.Annotations.Should().Contain(ImageAnnotations.LayersOrder, "ascending");
        image.DockerImageManifest.Should().NotBeNull();
    }

    [Fact]
    public void ForCreate_WithTheManifestAlone_GoesAsFarAsItCan()
    {
        var normalised = ImagePreparation.ForCreate(Sent(), Make.Now);

        normalised.Problem.Should().Contain("dockerImageConfig must not be empty for manifest type");
        normalised.Image.DockerImageLayers.Should().HaveCount(2);
        normalised.Image.DockerImageManifestMediaType.Should().Be(MediaTypes.DockerManifest);
        normalised.Image.DockerImageMetadata!.Id.Should().BeEmpty();
    }

    [Fact]
    public void ForCreate_WithAManifestThatIsNone_StoresItAsSent()
    {
        var sent = Sent() with { DockerImageManifest = "not json" };

        var normalised = ImagePreparation.ForCreate(sent, Make.Now);

        normalised.Problem.Should().NotBeNull();
        normalised.Image.DockerImageManifest.Should().Be("not json");
        normalised.Image.DockerImageLayers.Should().BeNull();
    }

    [Theory]
    [InlineData(MediaTypes.DockerManifest, null, "ba")] // layers.md 5.5
    [InlineData(MediaTypes.DockerManifest, "ascending", "ab")]
    [InlineData(MediaTypes.DockerManifest, "descending", "ba")]
    [InlineData(MediaTypes.DockerSchema1, null, "ab")]
    [InlineData("", null, "ab")]
    public void ForCreate_WithLayers_PutsThemBaseFirst(string mediaType, string? order, string expected)
    {
        var image = Sent() with
        {
            DockerImageManifestMediaType = mediaType,
            DockerImageLayers = [new ImageLayer { Name = "a", Size = 1 }, new ImageLayer { Name = "b", Size = 1 }],
            DockerImageMetadata = new DockerImage { Size = 2 },
        };
        if (order is not null)
        {
            image = image with { Metadata = image.Metadata! with { Annotations = new Dictionary<string, string> { [ImageAnnotations.LayersOrder] = order } } };
        }

        string.Concat(Create(image).DockerImageLayers!.Select(l => l.Name)).Should().Be(expected);
    }

    [Fact]
    public void ForCreate_WithoutManifest_LeavesTheImageAlone()
    {
        var image = Create(Sent() with { DockerImageManifest = null, DockerImageLayers = [new ImageLayer { Name = "b" }, new ImageLayer { Name = "a" }] });

        image.DockerImageLayers!.Select(l => l.Name).Should().Equal("b", "a");
        image.Metadata!.Annotations.Should().BeNull();
        image.DockerImageMetadata.Should().BeEquivalentTo(DockerMetadata.Empty);
    }

    [Fact]
    public void ForCreate_WithAnIndex_ListsItsImages()
    {
        var index = Manifests.Bytes(Manifests.Index(MediaTypes.OciIndex, Manifests.Entry('a', "linux/amd64")));

        var image = Create(Sent() with { DockerImageManifest = Encoding.UTF8.GetString(index) });

        image.DockerImageManifests.Should().ContainSingle().Which.Architecture.Should().Be("amd64");
        image.DockerImageManifestMediaType.Should().Be(MediaTypes.OciIndex);
        image.DockerImageMetadata!.Id.Should().Be(Name);
        image.DockerImageMetadata.Created.Value.Should().Be(Make.Now);
    }

    [Fact]
    public void ForCreate_OfAPushedImage_KeepsTheMetadataAndNotTheBlobs()
    {
        var sent = Sent() with { DockerImageConfig = Config };
        sent = sent with { Metadata = sent.Metadata! with { Annotations = new Dictionary<string, string> { [ImageAnnotations.ManifestBlobStored] = "true" } } };

        var image = Create(sent);

        image.DockerImageManifest.Should().BeNull();
        image.DockerImageConfig.Should().BeNull();
        image.DockerImageMetadata!.Architecture.Should().Be("amd64");
    }

    [Fact]
    public void ForCreate_TakesTheOldServersMarkOffSignatures()
    {
        var marks = new Dictionary<string, string> { [ImageAnnotations.ManagedSignature] = "x" };
        var sent = Sent() with { Signatures = [new ImageSignature { Metadata = new ObjectMeta { Name = "a@b", Annotations = marks } }, new ImageSignature()] };

        Create(sent).Signatures!.Should().OnlyContain(s => s.Metadata == null || s.Metadata.Annotations == null);
    }

    [Fact]
    public void ForUpdate_RestoresWhatAnImageIsMadeOf()
    {
        var old = Create(Sent() with { DockerImageConfig = Config });
        var sent = old with
        {
            DockerImageReference = "other/ref@x",
            DockerImageLayers = [],
            DockerImageMetadata = new DockerImage { Architecture = "s390x" },
            DockerImageMetadataVersion = "2.0",
            DockerImageManifest = "something else",
            DockerImageConfig = "something else",
        };

        var image = ImagePreparation.ForUpdate(old, sent, Make.Now).Image;

        image.DockerImageReference.Should().Be("other/ref@x");
        image.DockerImageLayers.Should().Equal(old.DockerImageLayers);
        image.DockerImageMetadata.Should().BeSameAs(old.DockerImageMetadata);
        image.DockerImageMetadataVersion.Should().Be("1.0");
        image.DockerImageManifest.Should().Be(old.DockerImageManifest);
        image.DockerImageConfig.Should().Be(Config);
    }

    [Fact]
    public void ForUpdate_TakesManifestAndConfigurationOfTheImageItself()
    {
        var old = new Image { Metadata = new ObjectMeta { Name = Name }, DockerImageReference = "x/y" };
        var sent = old with { DockerImageManifest = Encoding.UTF8.GetString(ManifestBytes), DockerImageConfig = Config };

        var image = ImagePreparation.ForUpdate(old, sent, Make.Now).Image;

        image.DockerImageManifest.Should().Be(sent.DockerImageManifest);
        image.DockerImageConfig.Should().Be(Config);
        ImagePreparation.ForUpdate(image, image with { DockerImageManifest = null, DockerImageConfig = "" }, Make.Now).Image.DockerImageManifest.Should().BeNull();
    }

    [Fact]
    public void ForUpdate_KeepsTheSignaturesInTheManifest()
    {
        var old = new Image { Metadata = new ObjectMeta { Name = Name }, DockerImageSignatures = ["old"u8.ToArray()] };

        ImagePreparation.ForUpdate(old, old with { DockerImageSignatures = ["new"u8.ToArray()] }, Make.Now).Image.DockerImageSignatures
            .Should().BeSameAs(old.DockerImageSignatures);
    }

    [Fact]
    public void Served_HasWhatTheFormAlwaysHasAndNothingElse()
    {
        const string Stored = """
            {"metadata":{"name":"x"},"dockerImageManifest":"m","dockerImageConfig":"c","dockerImageMetadata":{"kind":"DockerImage","apiVersion":"1.0","Id":"abc","Created":"2026-01-01T00:00:00Z","Size":0,"Odd":1,
             "Config":{"Hostname":"","Tty":false,"Env":[],"Volumes":{"/d":{}},"Odd":{}}}}
            """;
        var image = JsonSerializer.Deserialize(Stored, EntitiesJsonContext.Default.Image)!;

        Make.Json(ServedImage.Within(image with { Kind = "Image", ApiVersion = "v1" })).ShouldBe("""
            {"metadata":{"name":"x"},"dockerImageMetadataVersion":"1.0","dockerImageMetadata":{"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"abc",
             "Created":"2026-01-01T00:00:00Z","ContainerConfig":{},"Config":{"Volumes":{"/d":{}}}}}
            """);
        Make.Json(ServedImage.Of(new Image { Kind = "Image" })).ShouldBe("""
            {"kind":"Image","dockerImageMetadataVersion":"1.0","dockerImageMetadata":{"kind":"DockerImage","apiVersion":"image.openshift.io/1.0","Id":"","Created":null,"ContainerConfig":{}}}
            """);
    }

    private static Image Create(Image sent) => ImagePreparation.ForCreate(sent, Make.Now).Image;

    private static Image Sent() => new()
    {
        Metadata = new ObjectMeta { Name = Name },
        DockerImageReference = $"x/y@{Name}",
        DockerImageManifest = Encoding.UTF8.GetString(ManifestBytes),
    };
}
