using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class SchemaPrunerTests
{
    [Fact]
    public void Prune_UnknownFieldsOfMetadata_AreRemovedAsWell()
    {
        var document = JsonNode.Parse("""
            {"apiVersion": "x/v1", "kind": "X",
             "metadata": {"name": "a", "labels": {"any": "key"}, "nonsense": 1,
                          "ownerReferences": [{"uid": "u", "colour": 2}], "managedFields": [{"fieldsV1": {"f:any": {}}}]}}
            """)!.AsObject();

        var removed = SchemaPruner.Prune(StructuralSchema.Parse(new() { ["type"] = "object" }), document);

        removed.Should().Equal("metadata.nonsense", "metadata.ownerReferences[0].colour");
        document["metadata"]!.ToJsonString().Should().Be(
            """{"name":"a","labels":{"any":"key"},"ownerReferences":[{"uid":"u"}],"managedFields":[{"fieldsV1":{"f:any":{}}}]}""");
    }
}
