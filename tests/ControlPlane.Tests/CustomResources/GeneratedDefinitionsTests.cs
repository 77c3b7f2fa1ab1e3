using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>The CRDs of this project, as the control plane sees them.</summary>
public sealed class GeneratedDefinitionsTests
{
    [Theory]
    [InlineData("images")]
    [InlineData("imagestreams")]
    public void CheckCreate_GeneratedDefinition_IsAccepted(string plural)
    {
        var definition = GeneratedDefinitions.Definition(plural);

        CustomResourceDefinitionRules.Check(definition).Concat(CustomResourceDefinitionRules.CheckCreate(definition))
            .Select(error => error.ToString()).Should().BeEmpty();

        definition["status"]!["storedVersions"]!.ToJsonString().Should().Be("""["v1stored"]""");
    }

    [Theory]
    [InlineData("imagestreams", "imagestream-aodh-api.json", "")]
    [InlineData("images", "imagestreamimage-mysql-container.json", "image")]
    [InlineData("images", "imagestreamtag-aodh-api.json", "image")]
    public void Validate_DocumentsThisProjectStartedFrom_AreStoredAsTheyAre(string plural, string file, string part)
    {
        var schema = GeneratedDefinitions.Parsed(plural).StorageVersion.Schema;
        var seed = JsonNode.Parse(File.ReadAllText(Path.Combine(GeneratedDefinitions.Root, "tests/Entities.Tests/testdata/seeds", file)))!;
        var document = (part.Length == 0 ? seed : seed[part]!).DeepClone().AsObject();
        document["metadata"]!.AsObject().Remove("selfLink");
        var before = document.ToJsonString();

        var unknown = SchemaPruner.Prune(schema, document);
        SchemaDefaults.Apply(schema, document);

        unknown.Should().BeEmpty();
        SchemaValidator.Validate(schema, document).Select(error => error.ToString()).Should().BeEmpty();
        document.ToJsonString().Should().Be(before);
    }

    [Theory]
    [InlineData("""{"spec": {"lookupPolicy": {}, "tags": [{"name": "a", "annotations": null, "generation": null, "referencePolicy": {"type": ""}, "importPolicy": {}}]}}""")]
    [InlineData("""{"status": {"tags": [{"tag": "a", "items": null, "conditions": [{"type": "ImportSuccess", "status": "False", "lastTransitionTime": null, "generation": 1}]}]}}""")]
    [InlineData("""{"status": {"tags": [{"tag": "a"}]}}""")]
    public void Validate_WhatTheApiWritesOrLetsPass_IsAccepted(string json)
    {
        SchemaValidator.Validate(GeneratedDefinitions.Parsed("imagestreams").StorageVersion.Schema, JsonNode.Parse(json)!.AsObject()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"spec": {"tags": [{"from": {"kind": "DockerImage"}}]}}""", "spec.tags[0].name: Required value")]
    [InlineData("""{"spec": {"tags": [{"name": "a"}, {"name": "a"}]}}""", "spec.tags[1]: Duplicate value: {\"name\":\"a\"}")]
    [InlineData("""{"spec": {"tags": [{"name": "a", "importPolicy": {"importMode": "Some"}}]}}""", "spec.tags[0].importPolicy.importMode: Unsupported value: \"Some\": supported values: \"\", \"Legacy\", \"PreserveOriginal\"")]
    [InlineData("""{"spec": {"tags": [{"name": "a", "generation": "1"}]}}""", "spec.tags[0].generation: Invalid value: \"string\": spec.tags[0].generation in body must be of type integer: \"string\"")]
    public void Validate_WhatTheSchemaForbids_IsRefused(string json, string expected)
    {
        SchemaValidator.Validate(GeneratedDefinitions.Parsed("imagestreams").StorageVersion.Schema, JsonNode.Parse(json)!.AsObject())
            .Select(error => error.ToString()).Should().Equal(expected);
    }

    [Fact]
    public void Prune_MetadataOfAnImage_KeepsWhateverItHolds()
    {
        var image = JsonNode.Parse("""{"dockerImageMetadata": {"kind": "DockerImage", "rootfs": {"layers": [1]}}, "unknown": 1}""")!.AsObject();

        SchemaPruner.Prune(GeneratedDefinitions.Parsed("images").StorageVersion.Schema, image).Should().Equal("unknown");

        image.ToJsonString().Should().Be("""{"dockerImageMetadata":{"kind":"DockerImage","rootfs":{"layers":[1]}}}""");
    }
}
