using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class CustomResourceTests
{
    [Fact]
    public void Parse_EstablishedDefinition_HoldsWhatIsServed()
    {
        var definition = JsonNode.Parse("""
            {"metadata": {"name": "widgets.x.example"},
             "spec": {"group": "x.example", "scope": "Namespaced",
                      "names": {"plural": "widgets", "kind": "Widget", "shortNames": ["w"], "categories": ["all"]},
                      "versions": [
                        {"name": "v1", "served": true, "storage": false, "deprecated": true, "schema": {"openAPIV3Schema": {"type": "object"}}},
                        {"name": "v2", "served": false, "storage": true, "subresources": {"status": {}},
                         "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object"}}}},
                         "additionalPrinterColumns": [{"name": "A", "type": "string", "jsonPath": ".spec.a", "priority": 1}]}]}}
            """)!.AsObject();
        CustomResourceDefinitionStrategy.PrepareForCreate(definition);
        definition["status"] = DefinitionConditions.Decide(definition, [], DateTimeOffset.UnixEpoch);

        var resource = CustomResource.Parse(definition);

        $"{resource.Name} {resource.Group} {resource.Plural} {resource.Singular} {resource.Kind} {resource.ListKind} {resource.Namespaced}"
            .Should().Be("widgets.x.example x.example widgets widget Widget WidgetList True");
        resource.Categories.Should().Equal("all");
        resource.Versions[0].Should().Match<CustomResourceVersion>(version => version.IsServed && !version.IsStorage && !version.HasStatus);
        resource.Versions[0].DeprecationWarning.Should().Be("x.example/v1 Widget is deprecated");
        resource.StorageVersion.Should().Match<CustomResourceVersion>(version => version.Name == "v2" && !version.IsServed && version.HasStatus);
        resource.StorageVersion.DeprecationWarning.Should().BeNull();
        resource.StorageVersion.Schema.Properties.Should().ContainKey("spec");
        resource.StorageVersion.Columns.Should().Equal(new PrinterColumn("A", "string", "", "", 1, ".spec.a"));
    }

    [Fact]
    public void PrepareForUpdate_AnotherStorageVersion_RemembersTheOldOne()
    {
        var old = JsonNode.Parse("""
            {"spec": {"versions": [{"name": "v1", "storage": true}]}, "status": {"storedVersions": ["v1"], "conditions": []}}
            """)!.AsObject();
        var changed = JsonNode.Parse("""
            {"spec": {"versions": [{"name": "v1"}, {"name": "v2", "storage": true}]}, "status": {"storedVersions": ["v9"]}}
            """)!.AsObject();

        CustomResourceDefinitionStrategy.PrepareForUpdate(changed, old);

        changed["status"]!.ToJsonString().Should().Be("""{"storedVersions":["v1","v2"],"conditions":[]}""");
    }
}
