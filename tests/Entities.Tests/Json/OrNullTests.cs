using System.Text.Json;

namespace ImageStreams.Entities.Tests;

public sealed class OrNullTests
{
    [Theory]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"name":"a","annotations":null,"generation":null}""")]
    [InlineData("""{"name":"a","annotations":{"k":"v"},"generation":0}""")]
    public void Decode_OmittedNullAndFilled_StayApart(string json)
    {
        var tag = JsonSerializer.Deserialize(json, EntitiesJsonContext.Default.TagReference)!;

        JsonSerializer.Serialize(tag, EntitiesJsonContext.Default.TagReference).Should().Be(json);
    }

    [Fact]
    public void HasValue_OfANullNumber_IsFalse()
    {
        OrNull<long>.Null.HasValue.Should().BeFalse();
        OrNull<long>.Null.IsPresent.Should().BeTrue();
        default(OrNull<long>).IsPresent.Should().BeFalse();
        OrNull<long>.Of(0).HasValue.Should().BeTrue();
    }

    [Fact]
    public void OrWrittenNull_OfAnOmittedField_IsNull_AndOrOmittedTakesItBack()
    {
        var served = default(OrNull<string>).OrWrittenNull();

        served.Should().Be(OrNull<string>.Null);
        served.OrOmitted().Should().Be(default(OrNull<string>));
    }

    [Theory]
    [InlineData("""{"metadata":{"creationTimestamp":"soon"}}""", "$.metadata.creationTimestamp")]
    [InlineData("""{"spec":{"tags":[{"generation":1},{"generation":"2"}]}}""", "$.spec.tags[1].generation")]
    [InlineData("""{"spec":{"tags":[{"generation":{}}]}}""", "$.spec.tags[0].generation")]
    [InlineData("""{"spec":{"tags":[{"generation":12345678901234567890}]}}""", "$.spec.tags[0].generation")]
    [InlineData("""{"spec":{"tags":[{"annotations":[]}]}}""", "$.spec.tags[0].annotations")]
    [InlineData("""{"spec":{"tags":[{"annotations":{"a":1}}]}}""", "$.spec.tags[0].annotations")]
    [InlineData("""{"status":{"tags":[{"items":[{"image":"a"},{"image":5}]}]}}""", "$.status.tags[0].items")]
    [InlineData("""{"status":{"tags":[{"items":[{"created":"soon"}]}]}}""", "$.status.tags[0].items")]
    public void Decode_AWrongTypeInside_TellsThePathFromTheDocument(string document, string path)
    {
        var act = () => JsonSerializer.Deserialize(document, EntitiesJsonContext.Default.ImageStream);

        act.Should().Throw<JsonException>().Which.Path.Should().Be(path);
    }
}
