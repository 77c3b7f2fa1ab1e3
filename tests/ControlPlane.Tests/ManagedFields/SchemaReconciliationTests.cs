using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class SchemaReconciliationTests
{
    [Fact]
    public void Reconcile_ListAndMapThatHaveBecomeAtomic_AreOwnedAsAWhole()
    {
        var schema = StructuralSchema.Parse(JsonNode.Parse("""
            {"type": "object", "properties": {"spec": {"type": "object", "properties": {
              "list": {"type": "array", "items": {"type": "object"}},
              "map": {"type": "object", "x-kubernetes-map-type": "atomic", "properties": {"a": {"type": "string"}}},
              "open": {"type": "object", "additionalProperties": {"type": "string"}},
              "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}}}
            """)!.AsObject());
        var fields = FieldSet.FromJson(JsonNode.Parse("""
            {"f:spec": {"f:list": {"k:{\"name\":\"x\"}": {".": {}, "f:name": {}}}, "f:map": {"f:a": {}},
                        "f:open": {"f:k": {}}, "f:free": {"f:x": {"f:y": {}}}}}
            """)!.AsObject());
        var type = TypeSchema.OfCustomResource(schema);
        var managers = new ManagerList { [ManagerKey.ForApply("m", "")] = new(fields, "v1", null) };

        SchemaReconciliation.Reconcile(new() { TypeOf = _ => type }, managers);

        managers.Values.Should().ContainSingle().Which.Fields.ToString().Should().Be(".spec.list .spec.map .spec.free.x.y .spec.open.k");
    }
}
