using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class RemoteDiscoveryTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"resources":null}""")]
    [InlineData("""{"resources":[7,null,"x"]}""")]
    public void Convert_OfNoList_IsEmpty(string list) => Convert(list).Should().Be("[]");

    [Fact]
    public void Convert_OfWhatIsBarelyAList_MakesTheBestOfIt() =>
        Convert("""{"resources":[{"name":"x/scale","kind":"Scale","group":"autoscaling","version":"v2","verbs":["get"]},{"name":"y","verbs":"all"}]}""").Should().Be(
            """
            [{"resource":"y","responseKind":{"group":"g","version":"v1","kind":""},"scope":"Cluster","singularResource":"","verbs":[]},
            {"resource":"x","scope":"Namespaced","singularResource":"","verbs":[],
            "subresources":[{"subresource":"scale","responseKind":{"group":"autoscaling","version":"v2","kind":"Scale"},"verbs":["get"]}]}]
            """.ReplaceLineEndings(""));

    private static string Convert(string list) => RemoteDiscovery.Convert("g", "v1", JsonNode.Parse(list)!.AsObject()).ToJsonString();
}
