using System.Text;
using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class ImageIndexReaderTests
{
    [Fact]
    public void Read_OfAStoredImage_TakesWhatLayersNeed_InAnyOrderOfFields()
    {
        var image = Read($$$"""
            {"dockerImageMetadata":{"Config":{"Env":["A=B"],"Deep":[[[{}]]] },"Id":"sha256:c"},"kind":"Image",
             "dockerImageLayers":[{"mediaType":"{{{MediaTypes.OciLayer}}}","size":7,"name":"L\u0031","more":{}},{"name":"","size":1},{"name":"L2","size":null,"mediaType":null}],
             "metadata":{"managedFields":[{"fieldsV1":{"f:a":{} } }],"resourceVersion":"12","name":"a--5fb"},
             "dockerImageManifests":[{"manifestSize":4,"digest":"M"},{}],"signatures":[{}],"dockerImageManifestMediaType":"{{{MediaTypes.OciManifest}}}"}
            """, out var version);

        version.Should().Be("12");
        image.Name.ToString().Should().Be("a_b");
        image.Config.ToString().Should().Be("sha256:c");
        image.MediaType.Should().BeSameAs(MediaTypes.OciManifest, "a cluster has one text of it");
        image.Layers.Should().Equal(new LayerBlob(BlobName.Of("L1"), 7, MediaTypes.OciLayer), new LayerBlob(BlobName.Of("L2"), 0, ""));
        image.Manifests.Should().Equal(BlobName.Of("M"));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"sha256-DIGEST","more":{"name":"n"},"resourceVersion":"9"},"kind":"Image","dockerImageLayers":[{"name":"sha256:DIGEST","size":12,"mediaType":"TYPE"},{"size":null}]}""")]
    [InlineData("""{"dockerImageMetadata":{"Config":{"A":[1,"]"]},"Id":"sha256:DIGEST"},"dockerImageManifestMediaType":"TYPE","dockerImageLayers":null,"metadata":{"name":"i"}}""")]
    [InlineData("""{"dockerImageMetadata":["x",{"Id":"y"}],"dockerImageManifests":[{"digest":"sha256:DIGEST","size":4},{"digest":"d\u0031"},{}],"metadata":null}""")]
    [InlineData("""{"dockerImageMetadata":{"Id":{"a":[true]}},"dockerImageManifests":null,"dockerImageManifestMediaType":null,"dockerImageLayers":[null,{"name":null}]}""")]
    public void TryRead_OfTextThatEndsAnywhere_WaitsForTheRest(string form)
    {
        var text = Encoding.UTF8.GetBytes(form.Replace("DIGEST", new string('a', 64), StringComparison.Ordinal).Replace("TYPE", MediaTypes.OciManifest, StringComparison.Ordinal));
        for (var length = 1; length < text.Length; length++)
        {
            IsWhole(text.AsSpan(0, length), isFinal: false, out _).Should().BeFalse("it ends after {0} of {1} bytes", length, text.Length);
        }

        IsWhole(text, isFinal: false, out var inPieces).Should().BeTrue();
        IsWhole(text, isFinal: true, out var atOnce).Should().BeTrue();
        inPieces!.Matches(atOnce!).Should().BeTrue();
    }

    [Fact]
    public void TryRead_OfAnImage_AllocatesWhatItHoldsAndLittleMore()
    {
        const int Layers = 15;
        var layer = $$"""{"mediaType":"{{MediaTypes.OciLayer}}","name":"sha256:{{new string('a', 64)}}","size":7}""";
        var text = Encoding.UTF8.GetBytes($$$"""
            {"dockerImageLayers":[{{{string.Join(',', Enumerable.Repeat(layer, Layers))}}}],
             "dockerImageMetadata":{"Config":{"Env":["{{{new string('x', 100_000)}}}"] } },"metadata":{"name":"sha256-{{{new string('b', 64)}}}","labels":{"a":"b"} } }
            """);
        IsWhole(text, isFinal: false, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        IsWhole(text, isFinal: false, out var image);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        image!.Layers.Should().HaveCount(Layers);
        allocated.Should().BeLessThan(2_500, "15 layers of 80 bytes, two lists of them, and nothing of what is passed over");
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"i"},"dockerImageMetadata":"other"}""")]
    [InlineData("""{"metadata":{"name":"i"},"dockerImageMetadata":{"Id":{"x":[1]}},"dockerImageLayers":null,"dockerImageManifests":null}""")]
    public void Read_OfAConfigurationOfAnotherForm_KnowsNone(string json)
    {
        var image = Read(json, out _);

        (image.Name.ToString(), image.Config.IsEmpty, image.Layers.Length).Should().Be(("i", true, 0));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"dockerImageLayers":{}}""")]
    [InlineData("""{"dockerImageLayers":["x"]}""")]
    [InlineData("""{"dockerImageLayers":[{"size":"7"}]}""")]
    [InlineData("""{"dockerImageLayers":[{"size":1.5}]}""")]
    [InlineData("""{"dockerImageManifests":[{"digest":1}]}""")]
    [InlineData("""{"dockerImageManifestMediaType":{}}""")]
    [InlineData("""{"metadata":{"name":1}}""")]
    public void Read_OfAWrongType_Fails(string json)
    {
        var read = () => Read(json, out _);

        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void Stream_ReadFromItsDocument_IsTheOneReadFromItsObject()
    {
        var stream = Make.Stream(Make.Docker("b", "x/y")).With(
            Make.History("b", "r|sha256:B|1", "r|sha256:A|1"), Make.History("a", "r|sha256:A|1", "ref||1", "r|sha256:C|1"), Make.History("c"));

        var outline = StreamOutlineReader.Read(Encoding.UTF8.GetBytes(Make.Json(stream).ToJsonString()));

        outline.Images.Select(i => i.ToString()).Should().Equal("sha256:A", "sha256:C", "sha256:B");
        outline.Images.Should().Equal(StreamOutline.Of(stream).Images);
        outline.Metadata.Should().BeEquivalentTo(stream.Metadata);
    }

    private static bool IsWhole(ReadOnlySpan<byte> utf8, bool isFinal, out ImageIndexEntry? image)
    {
        var reader = new Utf8JsonReader(utf8, isFinal, default);
        image = null;
        return reader.Read() && ImageIndexReader.TryRead(ref reader, out image, out _);
    }

    private static ImageIndexEntry Read(string json, out string? version)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return ImageIndexReader.Read(ref reader, out version);
    }
}
