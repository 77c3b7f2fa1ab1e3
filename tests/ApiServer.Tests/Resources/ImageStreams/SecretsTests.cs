namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class SecretsTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Get_HasThePullSecretsOfTheNamespace_WhateverTheStream(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        foreach (var secret in (string[])
        [
            "metadata: {name: b}, type: kubernetes.io/dockerconfigjson, stringData: {.dockerconfigjson: '{}'}",
            "metadata: {name: a}, type: kubernetes.io/dockercfg, stringData: {.dockercfg: '{}'}",
            "metadata: {name: excluded, annotations: {openshift.io/image.excludeSecret: 'true'}}, type: kubernetes.io/dockercfg, stringData: {.dockercfg: '{}'}",
            "metadata: {name: opaque}, stringData: {x: text}",
        ])
        {
            (await place.Admin.PostAsync($"/api/v1/namespaces/{place.Namespace}/secrets", Objects.Parse($"{{apiVersion: v1, kind: Secret, {secret}}}"))).Expect(201);
        }

        var list = (await place.Admin.GetAsync($"{place.Path("no-such-stream")}/secrets")).Expect(200);

        (list.At("kind"), list.At("apiVersion")).Should().Be(("SecretList", "image.openshift.io/v1"));
        list.At("metadata/resourceVersion").Should().NotBeNullOrEmpty();
        list.Names().Should().Equal("a", "b");
        list.At("items/0/data/.dockercfg").Should().Be("e30=");
        list.At("items/0/kind").Should().BeNull();
    }

    [Fact]
    public async Task Get_WithAQuery_IsRefused()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);

        (await place.Admin.GetAsync($"{place.Path("s")}/secrets?limit=1")).Expect(400)
            .At("message").Should().Be("converting (url.Values) to (v1.ListOptions): unknown conversion");
    }

    [Fact]
    public async Task Get_WantsTheRightOnTheSubresource()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        await place.GrantAsync("alice", "{apiGroups: ['', image.openshift.io], resources: [secrets, imagestreams, imagestreams/layers], verbs: [get, list]}");

        (await clusters.As("alice-token").GetAsync($"{place.Path("s")}/secrets")).Expect(403)
            .At("message").Should().Contain("cannot get resource \"imagestreams/secrets\"");
    }
}
