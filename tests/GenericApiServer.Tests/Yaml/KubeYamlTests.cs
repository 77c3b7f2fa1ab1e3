using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>The files in testdata/yaml are what a kube-apiserver 1.36 made of their inputs.</summary>
public sealed class KubeYamlTests
{
    [Theory]
    [InlineData("strings")]
    [InlineData("structures")]
    public void ToText_OfAServersObject_IsThatServersYaml(string name)
    {
        var node = KubeJson.Parse(File.ReadAllBytes(Testdata(name, "input.json")));

        KubeYaml.ToText(node).Should().Be(File.ReadAllText(Testdata(name, "want.yaml")));
    }

    [Theory]
    [InlineData("strings")]
    [InlineData("structures")]
    public void Parse_OfAServersYaml_IsItsJson(string name)
    {
        var node = KubeYaml.Parse(File.ReadAllText(Testdata(name, "want.yaml")));

        AssertSame(node, File.ReadAllText(Testdata(name, "input.json")));
    }

    [Fact]
    public void Parse_PlainScalars_FollowsYaml11()
    {
        var node = KubeYaml.Parse(File.ReadAllText(Testdata("scalars", "input.yaml")));

        AssertSame(node, File.ReadAllText(Testdata("scalars", "want.json")));
    }

    [Theory]
    [InlineData("\u0007\u001b\u007f\ufeff")]
    [InlineData("a\u0085b")]
    [InlineData("\u2028x\u2029y")]
    [InlineData("<<")]
    [InlineData("\"\\\n\t")]
    public void ToText_OfWhatTheServerRefuses_CanStillBeReadBack(string text)
    {
        var node = new JsonObject { [text] = text };

        AssertSame(KubeYaml.Parse(KubeYaml.ToText(node)), KubeJson.ToText(node));
    }

    [Fact]
    public void ToText_OfALongKey_CanBeReadBack()
    {
        var node = new JsonObject { [new string('k', 200)] = new JsonObject { ["a"] = 1 }, ["b\nc"] = "d" };

        AssertSame(KubeYaml.Parse(KubeYaml.ToText(node)), KubeJson.ToText(node));
    }

    [Theory]
    [InlineData("null", "null\n")]
    [InlineData("[]", "[]\n")]
    [InlineData("{}", "{}\n")]
    [InlineData("[[1,[2]],{\"a\":{}}]", "- - 1\n  - - 2\n- a: {}\n")]
    [InlineData("1e21", "1e+21\n")]
    [InlineData("0.5", "0.5\n")]
    public void ToText_OfSmallDocuments(string json, string yaml) =>
        KubeYaml.ToText(KubeJson.Parse(Encoding.UTF8.GetBytes(json))).Should().Be(yaml);

    [Theory]
    [InlineData("a: [1", "yaml: line 2, column 1: ")]
    [InlineData("a:\n\t- x", "yaml: line 1, column 1: ")]
    [InlineData("a:\n  b: [x\nc: d", "yaml: line 2, column 6: what follows cannot be read")]
    [InlineData("a: 1\nb: c: d", "yaml: line 2, column 5: ")]
    [InlineData("x: *foo", "yaml: line 1, column 4: unknown anchor 'foo' referenced")]
    [InlineData("? [a]\n: b", "yaml: line 1, column 3: a map key must be a scalar")]
    [InlineData("~: b", "yaml: line 1, column 1: unsupported map key")]
    [InlineData("a: .nan", "yaml: line 1, column 4: unsupported value: NaN")]
    [InlineData("a: !!binary '%'", "yaml: line 1, column 4: !!binary value contains invalid base64 data")]
    [InlineData("a: &x 1\n<<: *x", "yaml: map merge requires map or sequence of maps as the value")]
    public void Parse_OfBadYaml_SaysWhere(string yaml, string message)
    {
        var act = () => KubeYaml.Parse(yaml);

        act.Should().Throw<FormatException>().Which.Message.Should().StartWith(message);
    }

    [Fact]
    public void Parse_OfABillionLaughs_StopsEarly()
    {
        var yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++)
        {
            yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        var act = () => KubeYaml.Parse(yaml.ToString());

        act.Should().Throw<FormatException>().WithMessage("yaml: document contains excessive aliasing");
    }

    [Fact]
    public void Parse_OfTooDeepNesting_IsRefused()
    {
        var act = () => KubeYaml.Parse(new string('[', 2000));

        act.Should().Throw<FormatException>().Which.Message.Should().Be("yaml: exceeded max depth of 512");
    }

    private static string Testdata(string name, string file) => Path.Combine(AppContext.BaseDirectory, "testdata", "yaml", name, file);

    private static void AssertSame(JsonNode? node, string json)
    {
        var (have, want) = (JsonNode.Parse(KubeJson.ToText(node)), JsonNode.Parse(json));
        JsonNode.DeepEquals(have, want).Should().BeTrue("have {0}\nwant {1}", have, want);
    }
}
