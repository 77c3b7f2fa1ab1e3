namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class SmokeTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Stream_IsCreatedAndReadBack(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);
        var ns = await cluster.NamespaceAsync();

        var created = (await cluster.Admin.PostAsync(ApiClient.Streams(ns), Objects.Stream("foo_bar", "{tags: [{name: latest, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}]}"))).Expect(201);
        var read = (await cluster.Admin.GetAsync($"{ApiClient.Streams(ns)}/foo_bar")).Expect(200);

        read.ToJsonString().Should().Be(created.ToJsonString());
        read["metadata"]!["name"]!.GetValue<string>().Should().Be("foo_bar");
    }
}
