using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

public sealed class RemoteDiscoveryTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"resources":null}""")]
    [InlineData("""{"resources":[7,null,"x"]}""")]
    public void Read_OfNoList_IsEmpty(string list) => RemoteDiscovery.Read(JsonNode.Parse(list)!.AsObject()).Should().BeEmpty();

    [Theory]
    [InlineData(
        """
        {"name":"cats/status","kind":"Cat","namespaced":true,"singularName":"","verbs":["get"]},
        {"name":"cats","singularName":"cat","namespaced":true,"kind":"Cat","verbs":["get","list"],"shortNames":["ct"],"categories":["all"]}
        """)]
    [InlineData("""{"name":"x/scale","singularName":"","namespaced":true,"group":"autoscaling","version":"v2","kind":"Scale","verbs":["get"]}""")]
    public void Read_OfAList_KeepsAllOfIt(string resources)
    {
        var list = JsonNode.Parse($$"""{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"g/v1","resources":[{{resources}}]}""")!.AsObject();

        var read = RemoteDiscovery.Read(list);

        var version = new ApiVersionDescription("v1", read);
        var written = DiscoveryDocuments.Resources(new ApiGroupDescription("g", [version]), version);
        Sorted(written["resources"]!).Should().Be(Sorted(list["resources"]!));
    }

    [Fact]
    public void Read_OfWhatIsBarelyAnEntry_MakesTheBestOfIt()
    {
        var read = RemoteDiscovery.Read(JsonNode.Parse("""{"resources":[{"name":"y","verbs":"all","namespaced":"yes"}]}""")!.AsObject()).Single();

        read.Verbs.Should().BeEmpty();
        read.Namespaced.Should().BeFalse();
    }

    private static string Sorted(JsonNode list) => string.Join('\n', list.AsArray()
        .Select(n => string.Join(',', n!.AsObject().OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value!.ToJsonString()}")))
        .Order(StringComparer.Ordinal));
}
