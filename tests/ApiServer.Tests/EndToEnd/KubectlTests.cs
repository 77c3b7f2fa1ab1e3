using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class KubectlTests(TestCluster cluster) : IDisposable
{
    private static readonly string A = Objects.Digest('a');
    private readonly Kubectl _kubectl = new(cluster);

    public void Dispose() => _kubectl.Dispose();

    [PeerTheory("kubectl")]
    [EmbeddedPlane]
    [RealPlane]
    public async Task ApiResources_ListEachKindOnce(PlaneKind plane)
    {
        using var kubectl = new Kubectl(await cluster.OnAsync(plane));

        var lines = await kubectl.LinesAsync("api-resources --api-group=image.openshift.io -o wide --sort-by=name --no-headers");

        lines.Should().Equal(
            "images image.openshift.io/v1 false Image create,delete,deletecollection,get,list,patch,update,watch",
            "imagesignatures image.openshift.io/v1 false ImageSignature create,delete",
            "imagestreamimages isimage image.openshift.io/v1 true ImageStreamImage get",
            "imagestreamimports image.openshift.io/v1 true ImageStreamImport create",
            "imagestreammappings image.openshift.io/v1 true ImageStreamMapping create",
            "imagestreams is image.openshift.io/v1 true ImageStream create,delete,deletecollection,get,list,patch,update,watch all",
            "imagestreamtags istag image.openshift.io/v1 true ImageStreamTag create,delete,get,list,patch,update,watch",
            "imagetags itag image.openshift.io/v1 true ImageTag create,delete,get,list,patch,update,watch");
    }

    [PeerTheory("kubectl")]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Explain_KnowsEveryKind(PlaneKind plane)
    {
        using var kubectl = new Kubectl(await cluster.OnAsync(plane));
        foreach (var (what, expected) in ((string, string)[])
        [
            ("imagestreams", "KIND: ImageStream"),
            ("imagestreams.spec.tags.importPolicy", "scheduled <boolean>"),
            ("is.status.tags.items", "dockerImageReference <string>"),
            ("images", "KIND: Image"),
            ("image.dockerImageLayers", "mediaType <string>"),
            ("imagestreamtag", "KIND: ImageStreamTag"),
            ("imagestreamtag.image", "dockerImageReference <string>"),
            ("istag.tag.from", "kind <string>"),
            ("isimage.image", "dockerImageManifests <[]ImageManifest>"),
            ("imagetag.spec", "reference <boolean>"),
            ("imagestreamimport.spec.images", "importPolicy <TagImportPolicy>"),
            ("imagestreammapping", "KIND: ImageStreamMapping"),
            ("imagesignature", "signedClaims <map[string]string>"),
        ])
        {
            var lines = await UntilKnownAsync(() => kubectl.LinesAsync($"explain {what}"));

            lines.Should().Contain(l => l.StartsWith(expected, StringComparison.Ordinal), "of {0}", what);
            lines.Should().Contain("VERSION: v1").And.Contain("GROUP: image.openshift.io");
        }
    }

    [PeerFact("kubectl")]
    public async Task Get_ShowsTheColumnsOfEachKind()
    {
        var ns = await StreamsAsync();

        (await TableAsync($"get is -n {ns}")).Should().Equal(
            "NAME IMAGE REPOSITORY TAGS UPDATED", $"one {TestCluster.PublicRegistryHost}/{ns}/one latest,v1", $"two {TestCluster.PublicRegistryHost}/{ns}/two latest,v1");
        (await TableAsync($"get istag -n {ns}")).Should().Equal(
            "NAME IMAGE REFERENCE UPDATED", $"one:latest quay.io/a/b@{A}", $"one:v1 quay.io/a/b@{A}", $"two:latest quay.io/a/b@{A}", $"two:v1 quay.io/a/b@{A}");
        (await _kubectl.LinesAsync($"get istag/one:v1 -n {ns} -o wide"))[0].Should().Be("NAME IMAGE REFERENCE UPDATED IMAGE NAME");
        (await _kubectl.LinesAsync($"get istag/one:v1 -n {ns} -o wide"))[1].Should().EndWith($" ago {A}");
        (await TableAsync($"get isimage/one@aaa -n {ns}")).Should().Equal("NAME UPDATED", "one@aaa");
        (await _kubectl.LinesAsync($"get isimage/one@{A} -n {ns} -o wide"))[0].Should().Be("NAME UPDATED IMAGE REFERENCE IMAGE NAME");
        (await _kubectl.LinesAsync("get images")).Should().Contain(["NAME IMAGE REFERENCE", $"{A} quay.io/a/b@{A}"]);
    }

    [PeerFact("kubectl")]
    public async Task Get_OfTags_InEveryForm()
    {
        var ns = await StreamsAsync();

        (await _kubectl.LinesAsync($"get istag -n {ns} -o name")).Should().Equal(
            "imagestreamtag.image.openshift.io/one:latest", "imagestreamtag.image.openshift.io/one:v1", "imagestreamtag.image.openshift.io/two:latest", "imagestreamtag.image.openshift.io/two:v1");
        (await _kubectl.LinesAsync($"get istag -n {ns} -o name --chunk-size=1")).Should().HaveCount(4);
        (await _kubectl.LinesAsync($"get istag -n {ns} -l stream=two -o name")).Should().HaveCount(2);
        (await _kubectl.LinesAsync($"get istag -A -l ns={ns} --no-headers")).Should().HaveCount(4).And.OnlyContain(l => l.StartsWith(ns, StringComparison.Ordinal));
        (await _kubectl.LinesAsync($"get istag/two:v1 -n {ns} -o jsonpath={{.image.metadata.name}}")).Should().Equal(A);
        (await _kubectl.LinesAsync($"get --raw {ApiClient.Streams(ns)}/two/layers")).Should().ContainSingle().Which.Should().Contain($"\"{A}\":{{\"imageMissing\":false");
    }

    [PeerFact("kubectl")]
    public async Task Describe_OfEachKind()
    {
        var ns = await StreamsAsync();
        foreach (var what in (string[])["is/one", "istag/one:v1", "isimage/one@aaa", $"image/{A}"])
        {
            (await _kubectl.LinesAsync($"describe {what} -n {ns}"))[0].Should().StartWith("Name: ");
        }
    }

    [Fact]
    public async Task Groups_OfTheCaller_ComeThroughTheAggregator()
    {
        var ns = await cluster.NamespaceAsync();
        (await cluster.As("alice-token").GetAsync(ApiClient.Streams(ns))).Expect(403);
        (await cluster.Admin.PostAsync($"/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings", Objects.Parse("""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: devs}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin},
             subjects: [{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}]}
            """))).Expect(201);

        await Eventually.Succeeds(async () => (await cluster.As("alice-token").GetAsync(ApiClient.Streams(ns))).Expect(200));
        await Eventually.Succeeds(async () => (await cluster.Directly("alice-token").GetAsync(ApiClient.Streams(ns))).Expect(200));
        (await cluster.As("viewer-token").GetAsync(ApiClient.Streams(ns))).Expect(403);
        (await cluster.Directly("no-token").GetAsync(ApiClient.Streams(ns))).Expect(401);
        (await cluster.Directly(null).GetAsync(ApiClient.Streams(ns))).Expect(403);
    }

    [Fact]
    public async Task Bundle_ThatIsTakenAway_ComesBack()
    {
        const string Service = "/apis/apiregistration.k8s.io/v1/apiservices/v1.image.openshift.io";
        var before = (await cluster.Admin.GetAsync(Service)).Expect(200)["spec"]!["caBundle"]!.ToString();

        (await cluster.Admin.MergeAsync(Service, JsonNode.Parse("""{"spec":{"caBundle":null}}""")!)).Expect(200);

        await Eventually.Succeeds(async () =>
        {
            (await cluster.Admin.GetAsync(Service)).Expect(200)["spec"]!["caBundle"]?.ToString().Should().Be(before);
            (await cluster.Admin.GetAsync($"{ApiClient.Group}/imagestreams")).Expect(200);
        });
    }

    /// <summary>What is printed once the aggregator has read our schemas.</summary>
    private static async Task<IReadOnlyList<string>> UntilKnownAsync(Func<Task<IReadOnlyList<string>>> run)
    {
        IReadOnlyList<string> lines = [];
        await Eventually.Succeeds(async () => lines = await run(), TimeSpan.FromMinutes(1));
        return lines;
    }

    /// <summary>A table without the age at the end of its rows.</summary>
    private async Task<IReadOnlyList<string>> TableAsync(string arguments) => [.. (await _kubectl.LinesAsync(arguments)).Select((line, row) =>
        row == 0 ? line : Regex.Replace(line, " (About )?\\S+ \\S+( second)? ago$", ""))];

    private async Task<string> StreamsAsync()
    {
        var ns = await cluster.NamespaceAsync();
        await cluster.Admin.EnsureImageAsync(Objects.Image('a'));
        foreach (var name in (string[])["one", "two"])
        {
            await cluster.Admin.CreateStreamAsync(
                ns, name, $"[{{tag: latest, items: [{StreamCreation.Event('a')}]}}, {{tag: v1, items: [{StreamCreation.Event('a')}]}}]", metadata: $"{{labels: {{stream: {name}, ns: {ns}}}}}");
        }

        return ns;
    }
}
