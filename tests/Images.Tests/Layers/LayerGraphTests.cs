using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class LayerGraphTests
{
    [Fact]
    public void Build_OfAList_IncludesItsImagesAndSaysWhatIsMissing()
    {
        // V58
        var layer = new ImageLayer { Name = "L1", Size = 10, MediaType = "m" };
        var a = Image("sha256:A", MediaTypes.DockerManifest, "sha256:ca", layer, layer);
        var m = Image("sha256:M", MediaTypes.OciIndex, "sha256:M") with { DockerImageManifests = [Child("sha256:A"), Child("sha256:Z")] };
        var stream = Make.Stream().With(Make.History("1", "r|sha256:M|1", "r|sha256:X|1"), Make.History("2", "ref||1"));

        var layers = Build(stream, a, m);

        Parts(layers).ShouldBe("""
            {"blobs":{"sha256:M":{"size":null,"mediaType":"application/vnd.oci.image.index.v1+json"},"L1":{"size":10,"mediaType":"m"},
              "sha256:ca":{"size":null,"mediaType":"application/vnd.docker.container.image.v1+json"},
              "sha256:A":{"size":null,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}},
             "images":{"sha256:M":{"imageMissing":false,"layers":null,"config":null,"manifests":["sha256:A","sha256:Z"]},
              "sha256:A":{"imageMissing":false,"layers":["L1","L1"],"config":"sha256:ca"},
              "sha256:Z":{"imageMissing":true,"layers":null,"config":null},"sha256:X":{"imageMissing":true,"layers":null,"config":null}}}
            """);
        layers.Missing.Select(name => name.ToString()).Should().BeEquivalentTo("sha256:Z", "sha256:X");
    }

    [Fact]
    public void Build_OfAnImageWithoutMediaType_ShowsSchema2ButNoConfiguration()
    {
        // V59
        var image = Image("sha256:O", "", "", new ImageLayer { Name = "L", Size = 1, MediaType = "" });

        Parts(Build(Make.Stream().With(Make.History("1", "r|sha256:O|1")), image)).ShouldBe("""
            {"blobs":{"L":{"size":1,"mediaType":""},"sha256:O":{"size":null,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}},
             "images":{"sha256:O":{"imageMissing":false,"layers":["L"],"config":null}}}
            """);
    }

    [Fact]
    public void Build_OfTheWorkedExample_IsItsDocument()
    {
        // layers.md 5.1; A comes before B, since the newest history entry of the first tag is B only here
        const string Gzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
        var a = Image("sha256:A", MediaTypes.DockerManifest, "sha256:ca", Layer("sha256:L1", 10, Gzip), Layer("sha256:L2", 20, Gzip));
        var b = Image(
            "sha256:B", MediaTypes.DockerSchema1, "b", Layer("sha256:L1", 10, MediaTypes.DockerSchema1Layer), Layer("sha256:E", 32, MediaTypes.DockerSchema1Layer),
            Layer("sha256:E", 32, MediaTypes.DockerSchema1Layer));
        var m = Image("sha256:M", MediaTypes.OciIndex, "sha256:M") with { DockerImageManifests = [Child("sha256:A"), Child("sha256:Z")] };
        var stream = Make.Stream().With(
            Make.History("latest", "r|sha256:B|1", "r|sha256:A|1"), Make.History("multi", "r|sha256:M|1"), Make.History("old", "r|sha256:X|1"), Make.History("ref", "x||1"));

        Parts(Build(stream, a, b, m)).ShouldBe("""
            {"blobs":{"sha256:L1":{"size":10,"mediaType":"application/vnd.docker.container.image.rootfs.diff+x-gtar"},
              "sha256:L2":{"size":20,"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip"},
              "sha256:E":{"size":32,"mediaType":"application/vnd.docker.container.image.rootfs.diff+x-gtar"},
              "sha256:ca":{"size":null,"mediaType":"application/vnd.docker.container.image.v1+json"},
              "sha256:A":{"size":null,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"},
              "sha256:B":{"size":null,"mediaType":"application/vnd.docker.distribution.manifest.v1+json"},
              "sha256:M":{"size":null,"mediaType":"application/vnd.oci.image.index.v1+json"}},
             "images":{"sha256:A":{"imageMissing":false,"layers":["sha256:L1","sha256:L2"],"config":"sha256:ca"},
              "sha256:B":{"imageMissing":false,"layers":["sha256:L1","sha256:E","sha256:E"],"config":null},
              "sha256:M":{"imageMissing":false,"layers":null,"config":null,"manifests":["sha256:A","sha256:Z"]},
              "sha256:Z":{"imageMissing":true,"layers":null,"config":null},
              "sha256:X":{"imageMissing":true,"layers":null,"config":null}}}
            """);
    }

    [Fact]
    public void Build_OfAnImageWithEmptyId_LosesTheConfigurationOnly()
    {
        var image = Image("sha256:A", MediaTypes.OciManifest, "", Layer("L", 1, "m"));

        var layers = Build(Make.Stream().With(Make.History("1", "r|sha256:A|1")), image);

        layers.Images[BlobName.Of("sha256:A")]!.Config.IsEmpty.Should().BeTrue();
        layers.Blobs.Should().ContainKey(BlobName.Of("L")).And.HaveCount(2);
    }

    [Fact]
    public void Build_OfALayerKnownWithAndWithoutSize_TellsTheSize()
    {
        var old = Image("sha256:A", MediaTypes.DockerSchema1, "x", Layer("L", 0, "old"));
        var current = Image("sha256:B", MediaTypes.OciManifest, "sha256:c", Layer("L", 9, "new"));

        var layers = Build(Make.Stream().With(Make.History("1", "r|sha256:A|1", "r|sha256:B|1")), old, current);

        layers.Blobs[BlobName.Of("L")].Should().Be(new LayerBlob(BlobName.Of("L"), 9, "new"));
        layers.Blobs[BlobName.Of("sha256:c")].MediaType.Should().Be(MediaTypes.OciConfig);
    }

    [Fact]
    public void Build_OfAStreamWithoutImages_IsEmpty() =>
        Parts(Build(Make.Stream(Make.Docker("a", "x/y")).With(Make.History("a")))).ShouldBe("""{"blobs":{},"images":{}}""");

    [Fact]
    public void Build_OfListsThatHoldEachOther_Ends()
    {
        var a = Image("sha256:A", MediaTypes.OciIndex, "a") with { DockerImageManifests = [Child("sha256:B")] };
        var b = Image("sha256:B", MediaTypes.OciIndex, "b") with { DockerImageManifests = [Child("sha256:A")] };

        Build(Make.Stream().With(Make.History("1", "r|sha256:A|1")), a, b).Images.Should().HaveCount(2);
    }

    [Fact]
    public void Build_OfAnyStream_IsWhatANaiveWalkFindsWhateverTheOrder()
    {
        var history = Gen.Choose(0, 9).ListOf();
        var images = Gen.Choose(0, 5).ListOf().ArrayOf(8); // image i holds these layers; 8 and 9 do not exist
        var children = Gen.Choose(6, 9).ListOf(); // image 7 is a list of these

        Prop.ForAll(history.ToArbitrary(), images.ToArbitrary(), children.ToArbitrary(), (items, contents, list) =>
        {
            var index = contents.Select((layers, i) => i == 7
                ? Image("i7", MediaTypes.OciIndex, "i7") with { DockerImageManifests = [.. list.Select(c => Child($"i{c}"))] }
                : Image($"i{i}", MediaTypes.OciManifest, $"c{i}", [.. layers.Select(l => Layer($"l{l}", l + 1, "m"))])).ToArray();
            NamedTagEventList[] histories = [.. items.Select((i, n) => Make.History($"t{n}", $"r|i{i}|1"))];

            var layers = Build(Make.Stream().With(histories), index);

            var names = items.SelectMany(i => i == 7 ? list.Append(7) : [i]).Distinct().ToList();
            var blobs = names.Where(i => i < 8)
                .SelectMany(i => i == 7 ? ["i7"] : contents[i].Select(l => $"l{l}").Append($"c{i}").Append($"i{i}"));
            return Names(layers.Images.Keys).SetEquals(names.Select(i => $"i{i}"))
                && Names(layers.Blobs.Keys).SetEquals(blobs)
                && Names(layers.Missing).SetEquals(names.Where(i => i > 7).Select(i => $"i{i}"))
                && JsonNode.DeepEquals(Parts(layers), Parts(Build(Make.Stream().With([.. histories.Reverse()]), index)));
        }).QuickCheckThrowOnFailure();
    }

    private static LayerGraph Build(ImageStream stream, params Image[] images)
    {
        var index = images.Select(EntryOf).ToDictionary(e => e.Name);
        return LayerGraph.Build(StreamOutline.Of(stream).Images, index.GetValueOrDefault);
    }

    private static ImageIndexEntry EntryOf(Image image)
    {
        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(image, EntitiesJsonContext.Default.Image));
        reader.Read();
        return ImageIndexReader.Read(ref reader, out _);
    }

    private static HashSet<string> Names(IEnumerable<BlobName> names) => [.. names.Select(name => name.ToString())];

    private static JsonObject Parts(LayerGraph layers) => new()
    {
        ["blobs"] = new JsonObject(layers.Blobs.Values.Select(b => KeyValuePair.Create(
            b.Name.ToString(), (JsonNode?)new JsonObject { ["size"] = b.Size, ["mediaType"] = b.MediaType }))),
        ["images"] = new JsonObject(layers.Images.Select(i => KeyValuePair.Create(i.Key.ToString(), (JsonNode?)ReferencesOf(i.Value)))),
    };

    private static JsonObject ReferencesOf(ImageIndexEntry? image)
    {
        var references = new JsonObject
        {
            ["imageMissing"] = image is null,
            ["layers"] = image is { Layers.Length: > 0 } ? new JsonArray([.. image.Layers.Select(l => (JsonNode)l.Name.ToString())]) : null,
            ["config"] = image is { Config.IsEmpty: false } ? image.Config.ToString() : null,
        };
        if (image is { Manifests.Length: > 0 })
        {
            references["manifests"] = new JsonArray([.. image.Manifests.Select(m => (JsonNode)m.ToString())]);
        }

        return references;
    }

    private static Image Image(string name, string mediaType, string id, params ImageLayer[] layers) => new()
    {
        Metadata = new ObjectMeta { Name = name, ResourceVersion = "5" },
        DockerImageManifestMediaType = mediaType,
        DockerImageMetadata = new DockerImage { Id = id },
        DockerImageLayers = layers,
    };

    private static ImageLayer Layer(string name, long size, string mediaType) => new() { Name = name, Size = size, MediaType = mediaType };

    private static ImageManifest Child(string name) => new() { Digest = name };
}
