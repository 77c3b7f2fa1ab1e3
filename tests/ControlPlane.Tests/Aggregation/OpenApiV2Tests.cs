using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class OpenApiV2Tests
{
    [Fact]
    public void PartOf_ADocument_TakesThePathsAndWhatTheyLeadTo()
    {
        var document = Parse(
            """
            {"paths":{"/apis/g/v1/":{"get":{"x":[{"$ref":"#/definitions/A"}]}},"/apis/g/v10/x":{},"/apis/g/v1":{"$ref":"#/paths/odd"},"/version":{}},
            "definitions":{"A":{"properties":{"b":{"$ref":"#/definitions/B"}}},"B":{"items":{"$ref":"#/definitions/A"}},"C":{}}}
            """);

        var part = OpenApiV2.PartOf(document, "/apis/g/v1");

        part!["paths"]!.AsObject().Select(p => p.Key).Should().Equal("/apis/g/v1/", "/apis/g/v1");
        part["definitions"]!.AsObject().Select(p => p.Key).Should().BeEquivalentTo("A", "B");
        OpenApiV2.PartOf(document, "/apis/other/v1").Should().BeNull();
        OpenApiV2.PartOf([], "/apis/g/v1").Should().BeNull();
    }

    [Fact]
    public void Add_OfADefinitionWithAKnownName_SharesItOrGivesItAnotherOne()
    {
        var whole = Parse("""{"paths":{"/a":{}},"definitions":{"Same":{"type":"object"},"Meta":{"type":"string"},"Meta_v2":{}}}""");
        var part = Parse(
            """
            {"paths":{"/b":{"$ref":"#/definitions/Cat"}},"definitions":{"Same":{"type":"object"},"Meta":{"type":"object"},
            "Cat":{"properties":{"m":{"$ref":"#/definitions/Meta"},"s":{"$ref":"#/definitions/Same"}},"list":[{"$ref":"#/definitions/Meta"}]}}}
            """);

        OpenApiV2.Add(whole, part);

        whole.ToJsonString().Should().Be(
            """
            {"paths":{"/a":{},"/b":{"$ref":"#/definitions/Cat"}},"definitions":{"Same":{"type":"object"},"Meta":{"type":"string"},"Meta_v2":{},"Meta_v3":{"type":"object"},
            "Cat":{"properties":{"m":{"$ref":"#/definitions/Meta_v3"},"s":{"$ref":"#/definitions/Same"}},"list":[{"$ref":"#/definitions/Meta_v3"}]}}}
            """.ReplaceLineEndings(""));
        OpenApiV2.Add([], part);
    }

    [Fact]
    public void Add_OfADefinitionThatOnlyNamesOtherGroups_JoinsThem()
    {
        var whole = Parse("""{"definitions":{"D":{"type":"object","x-kubernetes-group-version-kind":[{"group":"","kind":"D"},{"group":"a","kind":"D"}]},"E":{}},"paths":{}}""");

        OpenApiV2.Add(whole, Parse("""
            {"definitions":{"D":{"type":"object","x-kubernetes-group-version-kind":[{"group":"","kind":"D"},{"group":"b","kind":"D"}]},"E":{"x-kubernetes-group-version-kind":[{"group":"b","kind":"E"}]}},
            "paths":{"/b":{"$ref":"#/definitions/D"}}}
            """));

        whole.ToJsonString().Should().Be("""
            {"definitions":{"D":{"type":"object","x-kubernetes-group-version-kind":[{"group":"","kind":"D"},{"group":"a","kind":"D"},{"group":"b","kind":"D"}]},
            "E":{"x-kubernetes-group-version-kind":[{"group":"b","kind":"E"}]}},"paths":{"/b":{"$ref":"#/definitions/D"}}}
            """.ReplaceLineEndings(""));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
