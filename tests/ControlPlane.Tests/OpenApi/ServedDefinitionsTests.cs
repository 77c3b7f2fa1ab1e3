using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ServedDefinitionsTests
{
    private static readonly JsonObject Definitions = ServedDefinitions.Of([Widgets()]);

    [Fact]
    public void Of_CustomResource_DescribesItAndItsListInServedVersionsOnly()
    {
        Definitions.Select(definition => definition.Key).Where(name => name.StartsWith("example.x.", StringComparison.Ordinal))
            .Should().Equal("example.x.v1.Widget", "example.x.v1.WidgetList");
        Definitions["example.x.v1.Widget"]!["x-kubernetes-group-version-kind"]!.ToJsonString()
            .Should().Be("""[{"group":"x.example","kind":"Widget","version":"v1"}]""");
        Definitions["example.x.v1.WidgetList"]!["properties"]!["items"]!["items"]!["$ref"]!.GetValue<string>()
            .Should().Be("#/components/schemas/example.x.v1.Widget");
    }

    [Fact]
    public void Of_CustomResource_KeepsItsTextsAndRulesAndAddsStandardMetadata()
    {
        var widget = Definitions["example.x.v1.Widget"]!;

        widget["description"]!.GetValue<string>().Should().Be("A widget.");
        widget["properties"]!["spec"]!["properties"]!["tags"]!["x-kubernetes-list-map-keys"]!.ToJsonString().Should().Be("""["name"]""");
        widget["properties"]!["metadata"]!["allOf"]![0]!["$ref"]!.GetValue<string>().Should().EndWith(".ObjectMeta");
        widget["properties"]!["spec"]!["properties"]!["template"]!["required"]!.ToJsonString().Should().Be("""["spec","kind","apiVersion"]""");
    }

    [Fact]
    public void Of_NothingButBuiltInKinds_LeavesThemAsTheyAre()
    {
        JsonNode.DeepEquals(ServedDefinitions.Of([]), BuiltInSchemas.Definitions).Should().BeTrue();
    }

    [Theory]
    [InlineData("", "v1", "ConfigMap")]
    [InlineData("", "v1", "Status")]
    [InlineData("", "v1", "DeleteOptions")]
    [InlineData("apps", "v1", "Deployment")]
    [InlineData("apiextensions.k8s.io", "v1", "CustomResourceDefinition")]
    public void Find_BuiltInKind_HasASchemaThatCanBeRead(string group, string version, string kind)
    {
        BuiltInSchemas.Find(new GroupVersionKind(group, version, kind))!.Properties.Should().ContainKey("kind");
    }

    [Fact]
    public void Find_Deployment_HasRoomForTheResourcesOfAContainer()
    {
        var deployment = JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":[{"name":"c","resources":{"limits":{"memory":"1Gi","cpu":2}}}]}}}}
            """)!.AsObject();

        SchemaPruner.Prune(BuiltInSchemas.Find(new GroupVersionKind("apps", "v1", "Deployment"))!, deployment).Should().BeEmpty();
    }

    [Fact]
    public void Find_UnknownKind_IsNull()
    {
        BuiltInSchemas.Find(new GroupVersionKind("", "v1", "Widget")).Should().BeNull();
    }

    private static CustomResource Widgets()
    {
        var definition = JsonNode.Parse("""
            {"metadata": {"name": "widgets.x.example"},
             "spec": {"group": "x.example", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"},
                      "versions": [
                        {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {
                          "description": "A widget.", "type": "object",
                          "properties": {
                            "metadata": {"type": "object"},
                            "spec": {"type": "object", "properties": {
                              "tags": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                                       "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
                              "template": {"type": "object", "x-kubernetes-embedded-resource": true, "required": ["spec"],
                                           "x-kubernetes-preserve-unknown-fields": true}}}}}}},
                        {"name": "v2", "served": false, "storage": false, "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
            """)!.AsObject();
        CustomResourceDefinitionStrategy.PrepareForCreate(definition);
        definition["status"] = DefinitionConditions.Decide(definition, [], DateTimeOffset.UnixEpoch);
        return CustomResource.Parse(definition);
    }
}
