using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class EncodedObjectTests
{
    [Fact]
    public void WithRevision_OfAnyDocument_IsEqualAsJson()
    {
        var document = Document();

        var whole = EncodedObject.From(document).WithRevision(42);

        var expected = Document();
        expected["metadata"]!["resourceVersion"] = "42";
        JsonNode.DeepEquals(JsonNode.Parse(whole), expected).Should().BeTrue(Encoding.UTF8.GetString(whole));
        Encoding.UTF8.GetString(whole).Should().Contain("1.50").And.Contain("12345678901234567890", "numbers keep their digits");
    }

    [Fact]
    public void Parse_OfWrittenBytes_IsWhatWasWritten()
    {
        var encoded = EncodedObject.From(Document());

        var parsed = EncodedObject.Parse(encoded.WithRevision(42));

        parsed.WithRevision(43).Should().Equal(encoded.WithRevision(43));
        parsed.BodyOffset.Should().Be(encoded.BodyOffset);
    }

    [Fact]
    public void Header_HasWhatIsIndexed()
    {
        var header = EncodedObject.From(Document()).Header;

        header.Should().BeEquivalentTo(new { ApiVersion = "v1", Kind = "ConfigMap", Name = "a", Namespace = "ns", Uid = "u", IsDeleting = true });
        header.Finalizers.Should().Equal("x/y");
        header.Owners.Should().Equal(new OwnerLink("v1", "Pod", "p", "pu", true), new OwnerLink("apps/v1", "ReplicaSet", "r", "ru", false));
        header.Labels.Should().Equal(new Dictionary<string, string> { ["app"] = "\"resourceVersion\":\"7\"" });
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"metadata":7}""")]
    [InlineData("""{"kind":"A","apiVersion":"v1","metadata":{"labels":{"a":7}}}""")]
    [InlineData("""{"kind":"A","apiVersion":"v1","metadata":{"name":"a"}}""")]
    public void Parse_OfForeignBytes_Throws(string json)
    {
        var parse = () => EncodedObject.Parse(Encoding.UTF8.GetBytes(json));

        parse.Should().Throw<System.Text.Json.JsonException>();
    }

    private static JsonObject Document() => JsonNode.Parse(
        """
        {"data":{"n":1.50,"big":12345678901234567890,"text":"<ä\"\\>","none":null},"apiVersion":"v1","kind":"ConfigMap",
         "metadata":{"annotations":{"a":"b"},"uid":"u","resourceVersion":"old","name":"a","namespace":"ns","deletionTimestamp":"2026-01-01T00:00:00Z",
          "labels":{"app":"\"resourceVersion\":\"7\""},"finalizers":["x/y"],
          "ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"pu","controller":true,"blockOwnerDeletion":true},
                             {"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"ru"}]},
         "list":[1,"two",{"three":[]}]}
        """)!.AsObject();
}
