using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class JsonPatchTests
{
    private const string Document = """{"a":{"b":[1,2,3],"c":null,"x/y":"slash","m~n":"tilde"},"d":"text","list":[{"k":1},{"k":2}]}""";

    [Theory]
    [InlineData("""[{"op":"add","path":"/e","value":1}]""", "/e", "1")]
    [InlineData("""[{"op":"add","path":"/d","value":{"x":1}}]""", "/d", """{"x":1}""")]
    [InlineData("""[{"op":"add","path":"/a/b/0","value":0}]""", "/a/b", "[0,1,2,3]")]
    [InlineData("""[{"op":"add","path":"/a/b/3","value":4}]""", "/a/b", "[1,2,3,4]")]
    [InlineData("""[{"op":"add","path":"/a/b/-","value":4}]""", "/a/b", "[1,2,3,4]")]
    [InlineData("""[{"op":"add","path":"/a/n","value":null}]""", "/a/n", "null")]
    [InlineData("""[{"op":"remove","path":"/a/b/1"}]""", "/a/b", "[1,3]")]
    [InlineData("""[{"op":"remove","path":"/a/x~1y"}]""", "/a/x~1y", null)]
    [InlineData("""[{"op":"remove","path":"/a/c"}]""", "/a/c", null)]
    [InlineData("""[{"op":"replace","path":"/a/m~0n","value":"t"}]""", "/a/m~0n", "\"t\"")]
    [InlineData("""[{"op":"replace","path":"/a/b/2","value":9}]""", "/a/b", "[1,2,9]")]
    [InlineData("""[{"op":"move","from":"/d","path":"/a/b/0"}]""", "/a/b", """["text",1,2,3]""")]
    [InlineData("""[{"op":"move","from":"/a/b/0","path":"/a/b/2"}]""", "/a/b", "[2,3,1]")]
    [InlineData("""[{"op":"move","from":"/d","path":"/d"}]""", "/d", "\"text\"")]
    [InlineData("""[{"op":"copy","from":"/list/0","path":"/list/-"},{"op":"replace","path":"/list/2/k","value":7}]""", "/list", """[{"k":1},{"k":2},{"k":7}]""")]
    [InlineData("""[{"op":"test","path":"/a/b","value":[1,2.0,3]},{"op":"add","path":"/ok","value":true}]""", "/ok", "true")]
    [InlineData("""[{"op":"test","path":"/absent","value":null},{"op":"test","path":"/a/c","value":null},{"op":"add","path":"/ok","value":true}]""", "/ok", "true")]
    [InlineData("""[{"op":"add","path":"/","value":5}]""", "/", "5")]
    public void Apply_AnOperationThatFits_IsDone(string patch, string path, string? expected)
    {
        var document = JsonNode.Parse(Document)!.AsObject();

        var patched = Parse(patch).Apply(document);

        At(patched, path).Should().Be(expected);
        document.ToJsonString().Should().Be(JsonNode.Parse(Document)!.ToJsonString(), "the original is not touched");
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/d","value":"other"}]""")]
    [InlineData("""[{"op":"test","path":"/absent","value":1}]""")]
    [InlineData("""[{"op":"test","path":"/absent/x","value":null}]""")]
    [InlineData("""[{"op":"test","path":"/d"}]""")]
    [InlineData("""[{"op":"remove","path":"/absent"}]""")]
    [InlineData("""[{"op":"remove","path":"/a/b/3"}]""")]
    [InlineData("""[{"op":"remove","path":"/a/b/-"}]""")]
    [InlineData("""[{"op":"replace","path":"/absent","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/b/4","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/b/01","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/b/+1","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/b/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/d/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/a/c/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/absent/x","value":1}]""")]
    [InlineData("""[{"op":"add","path":"d","value":1}]""")]
    [InlineData("""[{"op":"add","path":"","value":{}}]""")]
    [InlineData("""[{"op":"add","path":"/a/~2","value":{}}]""")]
    [InlineData("""[{"op":"add","path":"/a/n"}]""")]
    [InlineData("""[{"op":"add","path":5,"value":1}]""")]
    [InlineData("""[{"op":"add","value":1}]""")]
    [InlineData("""[{"op":"move","from":"/a","path":"/a/b/0"}]""")]
    [InlineData("""[{"op":"move","path":"/a"}]""")]
    [InlineData("""[{"op":"copy","from":"/absent","path":"/e"}]""")]
    [InlineData("""[{"op":"shuffle","path":"/a"}]""")]
    [InlineData("""[{"path":"/a"}]""")]
    public void Apply_AnOperationThatDoesNotFit_RejectsTheWholePatch(string patch)
    {
        var document = JsonNode.Parse(Document)!.AsObject();
        var act = () => Parse(patch).Apply(document);

        var error = act.Should().Throw<ApiException>().Which;

        (error.Code, error.Message).Should().Be((422, "the server rejected our request due to an error in our request"));
        error.InnerException!.Message.Should().StartWith("operation 0: ");
    }

    [Theory]
    [InlineData("{}", "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("[1]", "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp")]
    [InlineData("[", "error decoding patch: unexpected end of JSON input")]
    public void Parse_OfNoPatch_Is400(string patch, string message)
    {
        var act = () => Parse(patch);

        act.Should().Throw<ApiException>().Which.Message.Should().Be(message);
    }

    [Fact]
    public void Parse_OfTooManyOperations_Is413()
    {
        var act = () => Parse($"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]");

        var error = act.Should().Throw<ApiException>().Which;
        (error.Code, error.Message).Should()
            .Be((413, "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001"));
    }

    [Fact]
    public void Apply_CopiesThatGrowWithoutEnd_AreStopped()
    {
        var doubling = string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"/a","path":"/a/-"}""", 64));
        var act = () => Parse($"[{doubling}]").Apply(JsonNode.Parse("""{"a":["xxxxxxxxxx"]}""")!.AsObject());

        act.Should().Throw<ApiException>().Which.Code.Should().Be(413);
    }

    [Fact]
    public void Findings_AreMembersThatNoOperationHas() =>
        Parse("""[{"op":"add","path":"/a","foo":1,"value":1,"value":2}]""").Findings
            .Should().Equal("json patch duplicate field \"[0].value\"", "json patch unknown field \"[0].foo\"");

    private static JsonPatch Parse(string patch) => JsonPatch.Parse(Encoding.UTF8.GetBytes(patch));

    private static string? At(JsonObject document, string path)
    {
        JsonNode? at = document;
        var found = true;
        foreach (var step in path[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            found = at!.AsObject().TryGetPropertyValue(step, out at);
        }

        return found ? KubeJson.ToText(at) : null;
    }
}
