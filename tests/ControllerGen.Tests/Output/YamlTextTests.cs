using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace ImageStreams.ControllerGen.Tests;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("No")]
    [InlineData("null")]
    [InlineData("1.0")]
    [InlineData("-3")]
    [InlineData(".5")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("`a` or 'b' or \"c\"")]
    [InlineData(" leading")]
    [InlineData("trailing ")]
    [InlineData("two\nlines")]
    [InlineData(".metadata.annotations['a/b']")]
    [InlineData("*")]
    [InlineData("a long text that goes on and on so that the emitter has to break the line somewhere, which must not change what is read: not by a blank")]
    public void Of_AnyText_ReadsBackAsThatText(string text)
    {
        var yaml = YamlText.Of(new() { ["key"] = text, [text.Length == 0 ? "empty" : text] = "value" });

        var read = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<Dictionary<object, object?>>(yaml);

        read["key"].Should().Be(text);
        read.Keys.Should().Contain(text.Length == 0 ? "empty" : text);
    }

    [Fact]
    public void Of_NestedDocument_KeepsTheOrderAndTheTypes()
    {
        var document = new JsonObject
        {
            ["b"] = new JsonArray(1, true, null, new JsonObject { ["x"] = "1" }),
            ["a"] = new JsonObject(),
        };

        YamlText.Of(document).Split('\n')[1..].Should().Equal("b:", "- 1", "- true", "- null", "- x: \"1\"", "a: {}", "");
    }
}
