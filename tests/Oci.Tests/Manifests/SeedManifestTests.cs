using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Oci.Tests;

/// <summary>The two manifests that this project was started from.</summary>
public class SeedManifestTests
{
    [Fact]
    public void Schema2_DecodedAndEncoded_LosesNothing() =>
        RoundTrip("seeds/hello-world-schema2.json", OciJsonContext.Default.ImageManifestDocument);

    [Fact]
    public void Schema1_DecodedAndEncoded_LosesNothing() =>
        RoundTrip("seeds/hello-world-schema1.json", OciJsonContext.Default.Schema1Manifest);

    [Fact]
    public void Schema2_Parsed_HasItsLayersBaseFirst()
    {
        var manifest = Manifest.Parse(TestData.Bytes("seeds/hello-world-schema2.json"), MediaTypes.DockerManifest);

        var image = manifest.Should().BeOfType<ImageManifestDocument>().Which;
        image.Config.Size.Should().Be(4071);
        image.Layers.Should().HaveCount(7);
        image.Layers[0].Size.Should().Be(31262546);
    }

    [Fact]
    public void Schema1_Parsed_HasTheSameLayersBaseFirstAndTheEmptyOnesBetween()
    {
        var schema1 = ParseSchema1();
        var schema2 = (ImageManifestDocument)Manifest.Parse(TestData.Bytes("seeds/hello-world-schema2.json"), null);

        var layers = schema1.ReadLayers();

        layers.Should().HaveCount(9);
        layers.Where(l => !l.IsThrowaway).Select(l => l.Digest).Should().Equal(schema2.Layers.Select(l => l.Digest));
        schema1.ContentType.Should().Be(MediaTypes.DockerSchema1);
    }

    [Fact]
    public void Schema1_Parsed_HasTheConfigurationOfItsNewestStep()
    {
        var config = ParseSchema1().ReadConfig();

        config.Id.Should().Be("498b95cff472b2c2f5f85f184350cd3ccc1962b7745f38ba3575f17eaf5b1246");
        config.Created.Should().Be(DateTimeOffset.Parse("2018-08-01T19:19:43.5256310Z", null));
        config.DockerVersion.Should().Be("18.03.1-ce");
        config.Config!.Cmd.Should().Equal("/bin/bash");
        config.ContainerConfig!.Cmd.Should().HaveCount(5);
    }

    /// <remarks>The seed was renamed by hand after it was signed, so that the signature cuts its text one byte too late.</remarks>
    [Fact]
    public void Schema1_WhoseSignatureDoesNotFitItsText_IsRefused()
    {
        var parse = () => Manifest.Parse(TestData.Bytes("seeds/hello-world-schema1.json"), MediaTypes.DockerSchema1Signed);

        parse.Should().Throw<RegistryException>().Where(e => e.Kind == RegistryErrorKind.InvalidManifest);
    }

    private static Schema1Manifest ParseSchema1()
    {
        var unsigned = JsonNode.Parse(TestData.Text("seeds/hello-world-schema1.json"))!.AsObject();
        unsigned.Remove("signatures");
        return Manifest.Parse(Encoding.UTF8.GetBytes(unsigned.ToJsonString()), null).Should().BeOfType<Schema1Manifest>().Which;
    }

    private static void RoundTrip<T>(string name, JsonTypeInfo<T> typeInfo)
    {
        var text = TestData.Text(name);

        var encoded = JsonSerializer.Serialize(JsonSerializer.Deserialize(text, typeInfo)!, typeInfo);

        JsonNode.DeepEquals(JsonNode.Parse(encoded), JsonNode.Parse(text)).Should().BeTrue(encoded);
    }
}
