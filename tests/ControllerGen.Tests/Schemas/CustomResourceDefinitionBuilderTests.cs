using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen.Tests;

public sealed class CustomResourceDefinitionBuilderTests
{
    private static readonly JsonObject Streams = Build(typeof(ImageStream), ImageStream.ResourceKind);
    private static readonly JsonObject Images = Build(typeof(Image), Image.ResourceKind);

    [Fact]
    public void Build_EachKind_HasTwoVersionsOfOneSchemaAndStoresTheSecond()
    {
        foreach (var definition in new[] { Streams, Images })
        {
            var versions = definition["spec"]!["versions"]!.AsArray();

            versions.Select(version => $"{version!["name"]} {version["served"]} {version["storage"]}")
                .Should().Equal("v1 false false", "v1stored true true");
            JsonNode.DeepEquals(versions[0]!["schema"], versions[1]!["schema"]).Should().BeTrue();
            definition["spec"]!["conversion"]!["strategy"]!.GetValue<string>().Should().Be("None");
        }
    }

    [Fact]
    public void Build_ImageStream_HasItsNamesAndStatus()
    {
        Streams["metadata"]!["name"]!.GetValue<string>().Should().Be("imagestreams.image.openshift.io");
        JsonNode.DeepEquals(Streams["spec"]!["names"], JsonNode.Parse("""
            {"kind": "ImageStream", "listKind": "ImageStreamList", "plural": "imagestreams", "singular": "imagestream",
             "shortNames": ["is"], "categories": ["all"]}
            """)).Should().BeTrue();
        Streams["spec"]!["versions"]![1]!["subresources"]!.ToJsonString().Should().Be("""{"status":{}}""");
        Images["spec"]!["versions"]![1]!["subresources"].Should().BeNull();
        Images["spec"]!["scope"]!.GetValue<string>().Should().Be("Cluster");
    }

    [Theory]
    [InlineData("spec.tags", "x-kubernetes-list-map-keys", """["name"]""")]
    [InlineData("status.tags", "x-kubernetes-list-map-keys", """["tag"]""")]
    [InlineData("spec.tags.[]", "required", """["name"]""")]
    [InlineData("spec.tags.[].from", "x-kubernetes-map-type", "\"atomic\"")]
    [InlineData("spec.tags.[].importPolicy.importMode", "enum", """["","Legacy","PreserveOriginal"]""")]
    [InlineData("spec.tags.[].generation", "nullable", "true")]
    [InlineData("spec.tags.[].generation", "format", "\"int64\"")]
    [InlineData("spec.tags.[].annotations", "additionalProperties", """{"type":"string"}""")]
    [InlineData("status.tags.[].items", "nullable", "true")]
    [InlineData("status.tags.[].items.[].created", "format", "\"date-time\"")]
    public void Build_ImageStream_SaysWhatOpenApiCanSayOfTheRules(string path, string keyword, string expected)
    {
        At(Streams, path)[keyword]!.ToJsonString().Should().Be(expected);
    }

    [Theory]
    [InlineData("dockerImageMetadata", "x-kubernetes-preserve-unknown-fields", "true")]
    [InlineData("dockerImageMetadata", "type", "\"object\"")]
    [InlineData("dockerImageSignatures.[]", "format", "\"byte\"")]
    [InlineData("signatures.[].metadata.creationTimestamp", "nullable", "true")]
    public void Build_Image_SaysWhatOpenApiCanSayOfTheRules(string path, string keyword, string expected)
    {
        At(Images, path)[keyword]!.ToJsonString().Should().Be(expected);
    }

    [Fact]
    public void Build_DockerImageMetadata_NamesNoFieldSoThatItIsStoredAsSent()
    {
        At(Images, "dockerImageMetadata").ContainsKey("properties").Should().BeFalse();
    }

    [Fact]
    public void Build_EachKind_HasNoRuleThatTheStrategyOwns()
    {
        foreach (var definition in new[] { Streams, Images })
        {
            definition.ToJsonString().Should().NotContain("x-kubernetes-validations").And.NotContain("\"pattern\"").And.NotContain("\"default\"");
        }
    }

    [Fact]
    public void Build_EachField_HasADescription()
    {
        foreach (var definition in new[] { Streams, Images })
        {
            WithoutDescription(At(definition, ""), "").Should().Equal("metadata");
        }
    }

    private static JsonObject Build(Type kind, ResourceKind resource) =>
        CustomResourceDefinitionBuilder.Build(kind, resource, XmlComments.OfEntities());

    /// <summary>The schema at a path of field names, where <c>[]</c> stands for the items of a list.</summary>
    private static JsonObject At(JsonObject definition, string path)
    {
        var schema = definition["spec"]!["versions"]![1]!["schema"]!["openAPIV3Schema"]!;
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            schema = step == "[]" ? schema["items"]! : schema["properties"]![step]!;
        }

        return schema.AsObject();
    }

    private static IEnumerable<string> WithoutDescription(JsonObject schema, string path)
    {
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (field!["description"] is null)
            {
                yield return at;
            }

            foreach (var below in WithoutDescription((field["items"] ?? field).AsObject(), at))
            {
                yield return below;
            }
        }
    }
}
