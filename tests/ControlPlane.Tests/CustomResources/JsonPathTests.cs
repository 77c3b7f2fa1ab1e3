using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class JsonPathTests
{
    private static readonly JsonNode Document = JsonNode.Parse("""
        {"a": {"b": [1, 2, 3, 4]}, "with.dot": "d", "items": [{"n": "x", "v": 1}, {"n": "y", "v": 2.5, "on": true}, {"n": "z"}], "none": null}
        """)!;

    [Theory]
    [InlineData(".a.b[0]", "[1]")]
    [InlineData(".a.b[-1]", "[4]")]
    [InlineData(".a.b[1:3]", "[2,3]")]
    [InlineData(".a.b[:2]", "[1,2]")]
    [InlineData(".a.b[2:]", "[3,4]")]
    [InlineData(".a.b[::2]", "[1,3]")]
    [InlineData(".a.b[-2:]", "[3,4]")]
    [InlineData(".a.b[0,2]", "[1,3]")]
    [InlineData(".a.b[*]", "[1,2,3,4]")]
    [InlineData(".a.b[7]", "[]")]
    [InlineData(".a['b'][0]", "[1]")]
    [InlineData(".a[\"b\"][0]", "[1]")]
    [InlineData(".with\\.dot", "[\"d\"]")]
    [InlineData("['with\\.dot']", "[\"d\"]")]
    [InlineData(".items[*].n", "[\"x\",\"y\",\"z\"]")]
    [InlineData(".items.*.n", "[\"x\",\"y\",\"z\"]")]
    [InlineData(".items[?(@.n==\"y\")].v", "[2.5]")]
    [InlineData(".items[?(@.n == 'y')].v", "[2.5]")]
    [InlineData(".items[?(@.n!='y')].n", "[\"x\",\"z\"]")]
    [InlineData(".items[?(@.v>1)].n", "[\"y\"]")]
    [InlineData(".items[?(@.v>=1)].n", "[\"x\",\"y\"]")]
    [InlineData(".items[?(@.v<2)].n", "[\"x\"]")]
    [InlineData(".items[?(@.v<=2.5)].n", "[\"x\",\"y\"]")]
    [InlineData(".items[?(@.on==true)].n", "[\"y\"]")]
    [InlineData(".items[?(@.on)].n", "[\"y\"]")]
    [InlineData(".items[?(@.n=='a]b')].n", "[]")]
    [InlineData("..n", "[\"x\",\"y\",\"z\"]")]
    [InlineData(".none", "[null]")]
    [InlineData(".missing.deeper", "[]")]
    [InlineData(".a.b.c", "[]")]
    [InlineData(".", null)]
    public void Find_Path_YieldsTheValues(string path, string? expected)
    {
        var found = JsonPath.TryParse(path)!.Find(Document);

        new JsonArray([.. found.Select(value => value?.DeepClone())]).ToJsonString()
            .Should().Be(expected ?? new JsonArray(Document.DeepClone()).ToJsonString());
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData(".a[")]
    [InlineData(".a[b]")]
    [InlineData(".a[1:2:3:4]")]
    [InlineData(".a[?(@.b==)]")]
    [InlineData(".a[?(b==1)]")]
    [InlineData("..")]
    [InlineData(".a..")]
    public void TryParse_NoPath_IsNull(string path)
    {
        JsonPath.TryParse(path).Should().BeNull();
    }
}
