using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class LayersTests(TestCluster cluster)
{
    [Fact]
    public async Task Get_HasEveryBlobOfTheWholeHistory_AndSaysWhatIsMissing()
    {
        var ns = await cluster.NamespaceAsync();
        var (a, b, m) = (Objects.Digest('1'), Objects.Digest('2'), Objects.Digest('3'));
        await cluster.Admin.EnsureImageAsync(Image('1', "application/vnd.docker.distribution.manifest.v2+json", """
            dockerImageMetadata: {Id: 'sha256:ca'}, dockerImageLayers: [{name: 'sha256:L1', size: 10, mediaType: x/tar}, {name: 'sha256:L2', size: 20, mediaType: x/tar}]
            """));
        await cluster.Admin.EnsureImageAsync(Image('2', "application/vnd.docker.distribution.manifest.v1+json", """
            dockerImageMetadata: {Id: 'cb'}, dockerImageLayers: [{name: 'sha256:L1', size: 10, mediaType: x/tar}, {name: 'sha256:E', size: 32, mediaType: x/gtar}, {name: 'sha256:E', size: 32, mediaType: x/gtar}]
            """));
        await cluster.Admin.EnsureImageAsync(Image('3', "application/vnd.oci.image.index.v1+json", $"""
            dockerImageManifests: [{Child('1')}, {Child('4')}]
            """));
        var stream = await cluster.Admin.CreateStreamAsync(ns, "s", $"""
            [{Tag("latest", StreamCreation.Event('2'), StreamCreation.Event('1'))}, {Tag("multi", StreamCreation.Event('3'))}, {Tag("old", StreamCreation.Event('5'))},
             {Tag("ref", "{created: '2026-01-02T03:04:05Z', dockerImageReference: quay.io/x/y, image: '', generation: 1}")}, {Tag("none")}]
            """);

        var layers = (await cluster.Admin.GetAsync($"{ApiClient.Streams(ns)}/s/layers")).Expect(200);

        layers["kind"]!.ToString().Should().Be("ImageStreamLayers");
        layers["apiVersion"]!.ToString().Should().Be("image.openshift.io/v1");
        layers["metadata"]!.ToJsonString().Should().Be(stream["metadata"]!.ToJsonString());
        Same(layers["blobs"], $$$"""
            {"sha256:L1":{"size":10,"mediaType":"x/tar"},"sha256:L2":{"size":20,"mediaType":"x/tar"},"sha256:E":{"size":32,"mediaType":"x/gtar"},
             "sha256:ca":{"size":null,"mediaType":"application/vnd.docker.container.image.v1+json"},
             "{{{a}}}":{"size":null,"mediaType":"application/vnd.docker.distribution.manifest.v2+json"},
             "{{{b}}}":{"size":null,"mediaType":"application/vnd.docker.distribution.manifest.v1+json"},
             "{{{m}}}":{"size":null,"mediaType":"application/vnd.oci.image.index.v1+json"}}
            """);
        Same(layers["images"], $$$"""
            {"{{{a}}}":{"imageMissing":false,"layers":["sha256:L1","sha256:L2"],"config":"sha256:ca"},
             "{{{b}}}":{"imageMissing":false,"layers":["sha256:L1","sha256:E","sha256:E"],"config":null},
             "{{{m}}}":{"imageMissing":false,"layers":null,"config":null,"manifests":["{{{a}}}","{{{Objects.Digest('4')}}}"]},
             "{{{Objects.Digest('4')}}}":{"imageMissing":true,"layers":null,"config":null},
             "{{{Objects.Digest('5')}}}":{"imageMissing":true,"layers":null,"config":null}}
            """);
    }

    [Fact]
    public async Task Get_RightAfterAPush_HasTheImage()
    {
        var ns = await cluster.NamespaceAsync();
        foreach (var digit in "6789")
        {
            await cluster.Admin.EnsureImageAsync(Objects.Image(digit));
            await cluster.Admin.CreateStreamAsync(ns, $"s{digit}", $"[{Tag("latest", StreamCreation.Event(digit))}]");

            var layers = (await cluster.Admin.GetAsync($"{ApiClient.Streams(ns)}/s{digit}/layers")).Expect(200);

            layers["images"]![Objects.Digest(digit)]!["imageMissing"]!.GetValue<bool>().Should().BeFalse();
        }
    }

    [Fact]
    public async Task Get_OfAnEmptyStream_HasNothing()
    {
        var ns = await cluster.NamespaceAsync();
        (await cluster.Admin.PostAsync(ApiClient.Streams(ns), Objects.Stream("empty", "{tags: [{name: t, from: {kind: DockerImage, name: quay.io/x/y}}]}"))).Expect(201);

        var layers = (await cluster.Admin.GetAsync($"{ApiClient.Streams(ns)}/empty/layers")).Expect(200);

        (layers["blobs"]!.ToJsonString(), layers["images"]!.ToJsonString()).Should().Be(("{}", "{}"));
    }

    [Fact]
    public async Task Get_AsATable_HasNameAndAge()
    {
        var ns = await cluster.NamespaceAsync();
        (await cluster.Admin.PostAsync(ApiClient.Streams(ns), Objects.Stream("s"))).Expect(201);

        var table = (await cluster.Admin.GetAsync($"{ApiClient.Streams(ns)}/s/layers", ApiClient.Table)).Expect(200);

        table["columnDefinitions"]!.AsArray().Select(c => c!["name"]!.ToString()).Should().Equal("Name", "Created At");
        table["rows"]![0]!["cells"]![0]!.ToString().Should().Be("s");
    }

    [Fact]
    public async Task Get_OfAStreamThatIsNotThere_NamesIt()
    {
        var ns = await cluster.NamespaceAsync();

        var answer = (await cluster.Admin.GetAsync($"{ApiClient.Streams(ns)}/none/layers")).Expect(404);

        answer["message"]!.ToString().Should().Be("imagestreams.image.openshift.io \"none\" not found");
    }

    [Fact]
    public async Task Get_WantsTheRightOnTheSubresource()
    {
        var ns = await cluster.NamespaceAsync();
        (await cluster.Admin.PostAsync(ApiClient.Streams(ns), Objects.Stream("s"))).Expect(201);
        (await cluster.Admin.PostAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles", Objects.Parse("""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reads}, rules: [{apiGroups: [image.openshift.io], resources: [imagestreams], verbs: [get]}]}
            """))).Expect(201);
        (await cluster.Admin.PostAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings", Objects.Parse("""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: reads}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reads},
             subjects: [{kind: User, name: alice, apiGroup: rbac.authorization.k8s.io}]}
            """))).Expect(201);

        (await cluster.As("alice-token").GetAsync($"{ApiClient.Streams(ns)}/s")).Expect(200);
        (await cluster.As("alice-token").GetAsync($"{ApiClient.Streams(ns)}/s/layers")).Expect(403)["message"]!.ToString().Should().StartWith(
            $"imagestreams.image.openshift.io \"s\" is forbidden: User \"alice\" cannot get resource \"imagestreams/layers\" in API group \"image.openshift.io\" in the namespace \"{ns}\"");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    public async Task OtherMethods_AreNotAllowed(string method)
    {
        var ns = await cluster.NamespaceAsync();

        (await cluster.Admin.SendAsync(new HttpMethod(method), $"{ApiClient.Streams(ns)}/s/layers", method == "HEAD" ? null : "{}", "application/json")).Code.Should().Be(405);
    }

    private static string Tag(string name, params string[] events) => $"{{tag: {name}, items: [{string.Join(", ", events)}]}}";

    private static string Child(char digit) => $"{{digest: '{Objects.Digest(digit)}', mediaType: a/b, manifestSize: 1, architecture: amd64, os: linux}}";

    private static JsonObject Image(char digit, string mediaType, string more) => Objects.Parse($$"""
        {apiVersion: image.openshift.io/v1, kind: Image, metadata: {name: '{{Objects.Digest(digit)}}'}, dockerImageReference: 'quay.io/a/b@{{Objects.Digest(digit)}}',
         dockerImageManifestMediaType: {{mediaType}}, {{more.Trim()}} }
        """);

    private static void Same(JsonNode? actual, string expected) => JsonNode.DeepEquals(actual, JsonNode.Parse(expected)).Should().BeTrue("it is {0}", actual?.ToJsonString());
}
