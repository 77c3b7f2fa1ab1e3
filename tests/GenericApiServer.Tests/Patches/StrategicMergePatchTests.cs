using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>Messages and codes of refusals were read from a kube-apiserver 1.36.</summary>
public sealed class StrategicMergePatchTests
{
    private static readonly PatchSchema Port = new(new Dictionary<string, PatchField> { ["tags"] = PatchField.Set });

    private static readonly IPatchSchema Schema = PatchSchema.ForKind(new Dictionary<string, PatchField>
    {
        ["spec"] = PatchField.Object(new PatchSchema(new Dictionary<string, PatchField>
        {
            ["ports"] = PatchField.List("name", Port),
            ["set"] = PatchField.Set,
            ["whole"] = new(null, false, "", Replaces: true),
        })),
    });

    [Theory]
    [InlineData("plain lists are replaced", """{"spec":{"args":[1,2]}}""", """{"spec":{"args":[3]}}""", """{"spec":{"args":[3]}}""")]
    [InlineData("sets grow", """{"spec":{"set":["a","b"]}}""", """{"spec":{"set":["b","c"]}}""", """{"spec":{"set":["a","b","c"]}}""")]
    [InlineData("lists merge by key", """{"spec":{"ports":[{"name":"a","p":1},{"name":"b","p":2}]}}""", """{"spec":{"ports":[{"name":"b","q":3},{"name":"c"}]}}""", """{"spec":{"ports":[{"name":"a","p":1},{"name":"b","p":2,"q":3},{"name":"c"}]}}""")]
    [InlineData("null removes inside elements", """{"spec":{"ports":[{"name":"a","p":1,"q":2}]}}""", """{"spec":{"ports":[{"name":"a","p":null}]}}""", """{"spec":{"ports":[{"name":"a","q":2}]}}""")]
    [InlineData("sets inside elements grow", """{"spec":{"ports":[{"name":"a","tags":["x"]}]}}""", """{"spec":{"ports":[{"name":"a","tags":["y"]}]}}""", """{"spec":{"ports":[{"name":"a","tags":["y","x"]}]}}""")]
    [InlineData("what is new comes first", """{"spec":{"set":["x","z"]}}""", """{"spec":{"set":["y"]}}""", """{"spec":{"set":["y","x","z"]}}""")]
    [InlineData("what is new comes after what the patch puts before it", """{"spec":{"set":["x","z"]}}""", """{"spec":{"set":["z","y"]}}""", """{"spec":{"set":["x","z","y"]}}""")]
    [InlineData("new and old elements in the patch's order", """{"spec":{"ports":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"ports":[{"name":"c"},{"name":"b","p":1}]}}""", """{"spec":{"ports":[{"name":"c"},{"name":"a"},{"name":"b","p":1}]}}""")]
    [InlineData("deletion and addition", """{"spec":{"ports":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"ports":[{"name":"a","$patch":"delete"},{"name":"c"}]}}""", """{"spec":{"ports":[{"name":"c"},{"name":"b"}]}}""")]
    [InlineData("order before the server's own", """{"spec":{"set":["x","z"]}}""", """{"spec":{"set":["w"],"$setElementOrder/set":["w","x"]}}""", """{"spec":{"set":["w","x","z"]}}""")]
    [InlineData("delete an element", """{"spec":{"ports":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"ports":[{"name":"a","$patch":"delete"}]}}""", """{"spec":{"ports":[{"name":"b"}]}}""")]
    [InlineData("delete an absent element", """{"spec":{"ports":[{"name":"b"}]}}""", """{"spec":{"ports":[{"name":"a","$patch":"delete"}]}}""", """{"spec":{"ports":[{"name":"b"}]}}""")]
    [InlineData("replace a list", """{"spec":{"ports":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"ports":[{"name":"d"},{"name":"c"},{"$patch":"replace"}]}}""", """{"spec":{"ports":[{"name":"d"},{"name":"c"}]}}""")]
    [InlineData("replace an object", """{"spec":{"m":{"a":1,"b":2}}}""", """{"spec":{"m":{"c":3,"$patch":"replace"}}}""", """{"spec":{"m":{"c":3}}}""")]
    [InlineData("delete an object", """{"spec":{"m":{"a":1}}}""", """{"spec":{"m":{"$patch":"delete"}}}""", """{"spec":{"m":{}}}""")]
    [InlineData("an object that replaces", """{"spec":{"whole":{"a":1}}}""", """{"spec":{"whole":{"b":2}}}""", """{"spec":{"whole":{"b":2}}}""")]
    [InlineData("delete from a set", """{"spec":{"set":["a","b","c"]}}""", """{"spec":{"$deleteFromPrimitiveList/set":["b","x"]}}""", """{"spec":{"set":["a","c"]}}""")]
    [InlineData("delete from a set that is not there", """{"spec":{}}""", """{"spec":{"$deleteFromPrimitiveList/set":["b"]}}""", """{"spec":{}}""")]
    [InlineData("order of a set", """{"spec":{"set":["a","b"]}}""", """{"spec":{"set":["c"],"$setElementOrder/set":["c","b","a"]}}""", """{"spec":{"set":["c","b","a"]}}""")]
    [InlineData("order with an element of the server's", """{"spec":{"set":["a","s","b"]}}""", """{"spec":{"$setElementOrder/set":["b","a"]}}""", """{"spec":{"set":["s","b","a"]}}""")]
    [InlineData("order by key", """{"spec":{"ports":[{"name":"a"},{"name":"b"}]}}""", """{"spec":{"ports":[{"name":"c"}],"$setElementOrder/ports":[{"name":"b"},{"name":"c"},{"name":"a"}]}}""", """{"spec":{"ports":[{"name":"b"},{"name":"c"},{"name":"a"}]}}""")]
    [InlineData("order of a new list", """{"spec":{}}""", """{"spec":{"set":["b","a"],"$setElementOrder/set":["a","b"]}}""", null)]
    [InlineData("order of a list that is nowhere", """{"spec":{}}""", """{"spec":{"$setElementOrder/set":["a"]}}""", """{"spec":{}}""")]
    [InlineData("retain", """{"spec":{"s":{"a":1,"b":2,"c":3}}}""", """{"spec":{"s":{"$retainKeys":["b","d"],"d":4}}}""", """{"spec":{"s":{"b":2,"d":4}}}""")]
    [InlineData("owners merge by uid", """{"metadata":{"ownerReferences":[{"uid":"1","name":"a"}]}}""", """{"metadata":{"ownerReferences":[{"uid":"2"}]}}""", """{"metadata":{"ownerReferences":[{"uid":"2"},{"uid":"1","name":"a"}]}}""")]
    [InlineData("directives of new objects are dropped", """{}""", """{"spec":{"ports":[{"name":"a","$patch":"delete"},{"name":"b","x":null}],"m":{"$retainKeys":["x"],"x":1}}}""", """{"spec":{"ports":[{"name":"b"}],"m":{"x":1}}}""")]
    [InlineData("another type replaces", """{"spec":{"m":{"a":1}}}""", """{"spec":{"m":"x"}}""", """{"spec":{"m":"x"}}""")]
    public void Apply_OfEachKindOfChange(string what, string document, string patch, string? expected)
    {
        var act = () => Parse(patch).Apply(JsonNode.Parse(document)!.AsObject(), Schema);

        if (expected is null)
        {
            act.Should().Throw<ApiException>(what);
            return;
        }

        JsonNode.DeepEquals(act(), JsonNode.Parse(expected)).Should().BeTrue("{0}: {1}", what, act().ToJsonString());
    }

    [Theory]
    [InlineData("[1]", 400, "json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("""{"spec":{"$patch":"foo"}}""", 500, "unknown patch type: foo in map: map[$patch:foo]")]
    [InlineData("""{"spec":{"$patch":5}}""", 500, "unknown patch type: %!s(int64=5) in map: map[$patch:5]")]
    [InlineData("""{"spec":{"$retainKeys":"x"}}""", 400, "invalid patch format of retainKeys")]
    [InlineData("""{"spec":{"$retainKeys":["x"],"y":1}}""", 400, "invalid patch format of retainKeys")]
    [InlineData("""{"spec":{"$setElementOrder/set":"x"}}""", 500, "expected a []interface {}, but received a string")]
    [InlineData("""{"spec":{"$setElementOrder/set":["a"],"set":["b"]}}""", 500, "The order in patch list:\n[b]\n doesn't match $setElementOrder list:\n[a]\n")]
    [InlineData("""{"spec":{"ports":[{"p":1}]}}""", 500, "map: map[p:1] does not contain declared merge key: name")]
    [InlineData("""{"spec":{"ports":[{"$patch":"delete"}]}}""", 500, "map: map[$patch:delete] does not contain declared merge key: name")]
    [InlineData("""{"spec":{"ports":["x"]}}""", 500, "list element types are not identical: [[map[name:a]] [x]]")]
    [InlineData("""{"spec":{"ports":[{"name":"a","$patch":"foo"}]}}""", 500, "unknown patch type: foo in map: map[$patch:foo name:a]")]
    [InlineData("""{"spec":{"ports":[{"name":"a","$patch":"merge"}]}}""", 500, "merging lists cannot yet be specified in the patch")]
    public void Apply_OfWhatCannotBeDone_SaysWhat(string patch, int code, string message)
    {
        var document = JsonNode.Parse("""{"spec":{"ports":[{"name":"a"}],"set":["a"]}}""")!.AsObject();
        var act = () => Parse(patch).Apply(document, Schema);

        var error = act.Should().Throw<ApiException>().Which;

        (error.Code, error.Message).Should().Be((code, message));
        document.ToJsonString().Should().Be("""{"spec":{"ports":[{"name":"a"}],"set":["a"]}}""");
    }

    [Fact]
    public void Apply_WithoutDirectivesAndSchema_IsAMergePatch() => Prop.ForAll(
        JsonDocuments.WithoutNulls,
        JsonDocuments.WithoutNulls,
        (document, patch) => JsonNode.DeepEquals(
            StrategicMergePatch.Parse(KubeJson.ToUtf8(patch)).Apply(document, null),
            MergePatch.Merge(document, patch))).QuickCheckThrowOnFailure();

    [Fact]
    public void Apply_ToLongLists_TakesNoQuadraticTime()
    {
        var items = new JsonArray([.. Enumerable.Range(0, 20_000).Select(i => (JsonNode)new JsonObject { ["name"] = $"n{i}" })]);
        var document = new JsonObject { ["spec"] = new JsonObject { ["ports"] = items } };
        var started = TimeProvider.System.GetTimestamp();

        var patched = StrategicMergePatch.Parse(KubeJson.ToUtf8(document)).Apply(document, Schema);

        patched["spec"]!["ports"]!.AsArray().Should().HaveCount(20_000);
        TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Schema_OfAnOpenApiDocument_FollowsReferences()
    {
        var schemas = JsonNode.Parse("""
            {
              "Kind": {"properties": {"spec": {"allOf": [{"$ref": "#/components/schemas/Spec"}], "description": "x"}}},
              "Spec": {"properties": {
                "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"},
                "map": {"additionalProperties": {"$ref": "#/components/schemas/Spec"}}}},
              "Tag": {"properties": {"set": {"type": "array", "items": {"type": "string"}, "x-kubernetes-patch-strategy": "merge"}}}
            }
            """)!.AsObject();
        var schema = PatchSchema.OfOpenApi(schemas, "Kind");

        var patched = Parse("""{"spec":{"map":{"k":{"tags":[{"name":"a","set":["y"]}]}}}}""")
            .Apply(JsonNode.Parse("""{"spec":{"map":{"k":{"tags":[{"name":"a","set":["x"]}]}}}}""")!.AsObject(), schema);

        patched.ToJsonString().Should().Be("""{"spec":{"map":{"k":{"tags":[{"name":"a","set":["y","x"]}]}}}}""");
    }

    private static StrategicMergePatch Parse(string patch) => StrategicMergePatch.Parse(Encoding.UTF8.GetBytes(patch));
}
