using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1,null]}""", """{"a":[1,null]}""")]
    [InlineData("""{"a":"foo"}""", """{"a":{"b":{"c":null}}}""", """{"a":{"b":{}}}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    public void Apply_SetsRemovesAndReplaces(string document, string patch, string expected) =>
        Parse(patch).Apply(JsonNode.Parse(document)!.AsObject()).ToJsonString().Should().Be(expected);

    [Fact]
    public void Merge_WithNothing_ChangesNothing() => Check(
        JsonDocuments.WithNulls,
        document => JsonNode.DeepEquals(MergePatch.Merge(document, []), document));

    [Fact]
    public void Merge_Twice_IsMergeOnce() => Check(
        JsonDocuments.WithoutNulls,
        JsonDocuments.WithNulls,
        (document, patch) =>
        {
            var once = MergePatch.Merge(document, patch);
            return JsonNode.DeepEquals(MergePatch.Merge(once, patch), once);
        });

    [Fact]
    public void Merge_LeavesNoNullInObjects() => Check(
        JsonDocuments.WithoutNulls,
        JsonDocuments.WithNulls,
        (document, patch) => !HasNull(MergePatch.Merge(document, patch)));

    [Fact]
    public void Merge_OfTheDifference_IsTheOther() => Check(
        JsonDocuments.WithoutNulls,
        JsonDocuments.WithoutNulls,
        (from, to) => JsonNode.DeepEquals(MergePatch.Merge(from, Difference(from, to)), to));

    [Theory]
    [InlineData("[1]", "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("5", "error decoding patch: json: cannot unmarshal number into Go value of type map[string]interface {}")]
    [InlineData("{\"a", "error decoding patch: unexpected end of JSON input")]
    [InlineData("null", "Invalid JSON Patch")]
    public void Parse_OfNoPatch_Is400(string patch, string message)
    {
        var act = () => Parse(patch);

        act.Should().Throw<ApiException>().Which.Message.Should().Be(message);
    }

    private static MergePatch Parse(string patch) => MergePatch.Parse(Encoding.UTF8.GetBytes(patch));

    private static void Check(Arbitrary<JsonObject> documents, Func<JsonObject, bool> law) =>
        Prop.ForAll(documents, law).QuickCheckThrowOnFailure();

    private static void Check(Arbitrary<JsonObject> documents, Arbitrary<JsonObject> patches, Func<JsonObject, JsonObject, bool> law) =>
        Prop.ForAll(documents, patches, law).QuickCheckThrowOnFailure();

    /// <summary>Nulls inside lists stay: only those of objects mean something.</summary>
    private static bool HasNull(JsonNode? node) => node is JsonObject map && map.Any(p => p.Value is null || HasNull(p.Value));

    private static JsonObject Difference(JsonObject from, JsonObject to)
    {
        var difference = new JsonObject();
        foreach (var name in from.Select(p => p.Key).Where(n => !to.ContainsKey(n)))
        {
            difference[name] = null;
        }

        foreach (var (name, value) in to)
        {
            difference[name] = (from[name], value) switch
            {
                (JsonObject a, JsonObject b) => Difference(a, b),
                _ => value?.DeepClone(),
            };
        }

        return difference;
    }
}
