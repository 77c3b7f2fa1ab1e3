using System.Text.Json;

namespace ImageStreams.Entities.Tests;

public sealed class KubeTimeConverterTests
{
    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.987654Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z")]
    public void Write_AnyRfc3339Time_IsUtcInWholeSeconds(string read, string written)
    {
        var metadata = JsonSerializer.Deserialize($$"""{"creationTimestamp":"{{read}}"}""", EntitiesJsonContext.Default.ObjectMeta)!;

        JsonSerializer.Serialize(metadata, EntitiesJsonContext.Default.ObjectMeta)
            .Should().Be($$"""{"creationTimestamp":"{{written}}"}""");
    }

    [Fact]
    public void Read_ATextThatIsNoTime_SaysSoAndWhere()
    {
        var act = () => JsonSerializer.Deserialize("""{"deletionTimestamp":"soon"}""", EntitiesJsonContext.Default.ObjectMeta);

        act.Should().Throw<JsonException>().Which.Path.Should().Be("$.deletionTimestamp");
    }

    [Fact]
    public void MicroTime_HasSixDigits()
    {
        var lease = JsonSerializer.Deserialize("""{"spec":{"renewTime":"2026-01-02T03:04:05.000006Z"}}""", EntitiesJsonContext.Default.Lease)!;

        JsonSerializer.Serialize(lease, EntitiesJsonContext.Default.Lease)
            .Should().Be("""{"spec":{"renewTime":"2026-01-02T03:04:05.000006Z"}}""");
    }
}
