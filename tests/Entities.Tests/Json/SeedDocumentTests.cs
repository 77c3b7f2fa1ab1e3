using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities.Tests;

/// <summary>The documents that the project was started from go through the entities unchanged.</summary>
public sealed class SeedDocumentTests
{
    [Fact]
    public void Decode_TheSeedsImageStreamImage_LosesAndChangesNothing() =>
        AssertRoundTrip("imagestreamimage-mysql-container.json", EntitiesJsonContext.Default.ImageStreamImage);

    [Fact]
    public void Decode_TheSeedsImageStream_LosesAndChangesNothing() =>
        AssertRoundTrip("imagestream-aodh-api.json", EntitiesJsonContext.Default.ImageStream);

    [Fact]
    public void Decode_TheSeedsImageStreamTag_LosesAndChangesNothing() =>
        AssertRoundTrip("imagestreamtag-aodh-api.json", EntitiesJsonContext.Default.ImageStreamTag);

    private static void AssertRoundTrip<T>(string file, JsonTypeInfo<T> type)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "testdata", "seeds", file));

        var decoded = JsonSerializer.Deserialize(text, type)!;
        var encoded = JsonSerializer.Serialize(decoded, type);

        JsonNode.DeepEquals(JsonNode.Parse(encoded), JsonNode.Parse(text)).Should().BeTrue("encoded as {0}", encoded);
    }
}
