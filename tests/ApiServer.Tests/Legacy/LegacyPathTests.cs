using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>The commands of old guides, as they stand there but for host and namespace.</summary>
[Collection(ClusterCollection.Name)]
public sealed class LegacyPathTests(TestCluster clusters)
{
    private const string Stream = "centos-binary-aodh-api";
    private static readonly string[] Tags = ["latest", "38471d4c", "87a9e523", "latest-passed-ci"];

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Curl_Oapi_V1_ImageStreams_Name(PlaneKind plane)
    {
        var (place, anybody) = await OpenAsync(plane);

        var stream = (await anybody.GetAsync($"/oapi/v1/namespaces/{place.Namespace}/imagestreams/{Stream}")).Expect(200);

        var current = await place.GetAsync(Stream);
        stream.AsObject().Select(p => p.Key).Should().BeEquivalentTo("kind", "apiVersion", "metadata", "spec", "status");
        (stream.At("kind"), stream.At("apiVersion")).Should().Be(("ImageStream", "v1"));
        (stream.At("metadata/name"), stream.At("metadata/namespace"), stream.At("metadata/generation")).Should().Be((Stream, place.Namespace, "1"));
        stream.At("metadata/selfLink").Should().Be($"/oapi/v1/namespaces/{place.Namespace}/imagestreams/{Stream}");
        stream.At("metadata/uid").Should().Be(current.At("metadata/uid"));
        stream.At("spec").Should().Be("{}");
        stream.At("status/dockerImageRepository").Should().Be($"{TestCluster.RegistryHost}/{place.Namespace}/{Stream}");
        stream["status"]!["tags"]!.AsArray().Select(t => t.At("tag")).Should().Equal(Tags);
        stream.At("status/tags/0/items/0").Should().Be(
            $$"""{"created":"2026-01-02T03:04:05Z","dockerImageReference":"quay.io/a/b@{{Objects.Digest('a')}}","image":"{{Objects.Digest('a')}}","generation":1}""");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Curl_Oapi_V1_ImageStreamTags_Name(PlaneKind plane)
    {
        var (place, anybody) = await OpenAsync(plane);

        var tag = (await anybody.GetAsync($"/oapi/v1/namespaces/{place.Namespace}/imagestreamtags/{Stream}:latest")).Expect(200).AsObject();

        tag.Select(p => p.Key).Should().BeEquivalentTo("kind", "apiVersion", "metadata", "tag", "generation", "image");
        (tag.At("kind"), tag.At("apiVersion"), tag["tag"], tag.At("generation")).Should().Be(("ImageStreamTag", "v1", null, "1"));
        tag.At("metadata/name").Should().Be($"{Stream}:latest");
        tag.At("metadata/selfLink").Should().Be($"/oapi/v1/namespaces/{place.Namespace}/imagestreamtags/{Stream}%3Alatest");
        tag.At("image/metadata/name").Should().Be(Objects.Digest('a'));
        tag["image"]!["apiVersion"].Should().BeNull();
        (tag.At("image/dockerImageMetadata/kind"), tag.At("image/dockerImageMetadata/apiVersion")).Should().Be(("DockerImage", "1.0"));
        tag["image"]!["dockerImageLayers"]!.AsArray().Should().ContainSingle();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Curl_Oapi_V1_ImageStreamImages_Name(PlaneKind plane)
    {
        var (place, anybody) = await OpenAsync(plane);

        var image = (await anybody.GetAsync($"/oapi/v1/namespaces/{place.Namespace}/imagestreamimages/{Stream}@aaaaaaa")).Expect(200);

        (image.At("kind"), image.At("apiVersion")).Should().Be(("ImageStreamImage", "v1"));
        image.At("metadata/selfLink").Should().Be($"/oapi/v1/namespaces/{place.Namespace}/imagestreamimages/{Stream}@aaaaaaa");
        image.At("image/metadata/name").Should().Be(Objects.Digest('a'));
        image.At("image/dockerImageMetadata/apiVersion").Should().Be("1.0");
    }

    [Theory]
    [InlineData("imagestreams", "ImageStreamList", "application/json")]
    [InlineData("imagestreamtags", "ImageStreamTagList", "application/json")]
    [InlineData("imagestreams", "ImageStreamList", "application/yaml")]
    public async Task Curl_Oapi_V1_Lists(string resource, string kind, string accept)
    {
        var (place, anybody) = await OpenAsync(PlaneKind.Embedded);
        var collection = $"/oapi/v1/namespaces/{place.Namespace}/{resource}";

        var answer = await anybody.GetAsync($"{collection}?limit=5", accept);

        answer.Code.Should().Be(200, answer.Text);
        var list = Objects.Parse(answer.Text);
        (list.At("kind"), list.At("apiVersion"), list.At("metadata/selfLink")).Should().Be((kind, "v1", collection));
        list["items"]!.AsArray().Should().AllSatisfy(i => i!.At("metadata/selfLink").Should().StartWith($"{collection}/{Stream}"));
        list["items"]!.AsArray().Should().NotBeEmpty().And.AllSatisfy(i => i!["apiVersion"].Should().BeNull());
    }

    [Fact]
    public async Task Tables_OfOldPaths_AreTables()
    {
        var (place, anybody) = await OpenAsync(PlaneKind.Embedded);

        var table = (await anybody.GetAsync($"/oapi/v1/namespaces/{place.Namespace}/imagestreams/{Stream}", ApiClient.Table)).Expect(200);

        table.At("kind").Should().Be("Table");
        table.At("rows/0/cells/0").Should().Be(Stream);
    }

    [Theory]
    [InlineData("POST", "imagestreams", 405)]
    [InlineData("PUT", "imagestreams/x", 405)]
    [InlineData("DELETE", "imagestreams/x", 405)]
    [InlineData("GET", "imagestreams?watch=true", 405)]
    [InlineData("GET", "imagestreamimages", 404)]
    [InlineData("GET", "imagestreams/none", 404)]
    [InlineData("GET", "imagestreams/x/status", 404)]
    [InlineData("GET", "pods", 404)]
    public async Task OldPaths_CanOnlyBeRead(string method, string rest, int code)
    {
        var ns = await clusters.NamespaceAsync();

        var answer = await clusters.Directly("admin-token").SendAsync(new(method), $"/oapi/v1/namespaces/{ns}/{rest}", method == "GET" ? null : "{}", "application/json");

        answer.Code.Should().Be(code, answer.Text);
    }

    [Fact]
    public async Task OldPaths_AreAuthorizedAsTheirResources()
    {
        var ns = await clusters.NamespaceAsync();

        (await clusters.Directly(null).GetAsync($"/oapi/v1/namespaces/{ns}/imagestreams/x")).Expect(403).At("message").Should().Be(
            $"imagestreams \"x\" is forbidden: User \"system:anonymous\" cannot get resource \"imagestreams\" in API group \"\" in the namespace \"{ns}\"");
    }

    [Theory]
    [InlineData("imagestreams/x", 404, "imagestreams \"x\" not found", """{"name":"x","kind":"imagestreams"}""")]
    [InlineData("imagestreamtags/x:y", 404, "imagestreamtags \"x\" not found", """{"name":"x","kind":"imagestreamtags"}""")]
    [InlineData("imagestreamimages/x@y", 404, "imagestreamimages \"x\" not found", """{"name":"x","kind":"imagestreamimages"}""")]
    [InlineData("imagestreamtags/x", 400, "ImageStreamTags must be retrieved with <name>:<tag>", null)]
    public async Task Errors_OfOldPaths_NameNoGroup(string rest, int code, string message, string? details)
    {
        var ns = await clusters.NamespaceAsync();

        var error = (await clusters.Directly("admin-token").GetAsync($"/oapi/v1/namespaces/{ns}/{rest}")).Expect(code);

        (error.At("kind"), error.At("apiVersion"), error.At("message"), error.At("details")).Should().Be(("Status", "v1", message, details));
    }

    [Theory]
    [InlineData("/oapi/v1/namespaces/n/imagestreams", "/apis/image.openshift.io/v1/namespaces/n/imagestreams")]
    [InlineData("/oapi/v1/namespaces/n/imagestreams/", "/apis/image.openshift.io/v1/namespaces/n/imagestreams")]
    [InlineData("/oapi/v1/namespaces/n/imagestreamtags/a%3Ab", "/apis/image.openshift.io/v1/namespaces/n/imagestreamtags/a%3Ab")]
    [InlineData("/oapi/v1/namespaces/n/imagestreamimages/a@b", "/apis/image.openshift.io/v1/namespaces/n/imagestreamimages/a@b")]
    [InlineData("/oapi/v1/namespaces/n/imagestreams/a/status", null)]
    [InlineData("/oapi/v1/namespaces//imagestreams/a", null)]
    [InlineData("/oapi/v1/namespaces/n/images/a", null)]
    [InlineData("/oapi/v1/imagestreams", null)]
    [InlineData("/apis/x", null)]
    [InlineData(null, null)]
    public void TryParse_OfAPath_KnowsThoseOfNamespaces(string? path, string? expected) =>
        (LegacyPath.TryParse(path, out var legacy) ? legacy.Current : null).Should().Be(expected);

    /// <summary>A namespace that everybody may read, with a stream; and somebody without credentials at the server's own port.</summary>
    private async Task<(Place Place, ApiClient Anybody)> OpenAsync(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.EnsureImageAsync(Objects.Image('a'));
        var tags = string.Join(", ", Tags.Select(t => $"{{tag: {t}, items: [{StreamCreation.Event('a')}]}}"));
        await place.Admin.CreateStreamAsync(place.Namespace, Stream, $"[{tags}]");
        var rbac = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{place.Namespace}";
        (await place.Admin.PostAsync($"{rbac}/roles", Objects.Parse("""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: open},
             rules: [{apiGroups: [image.openshift.io], resources: [imagestreams, imagestreamtags, imagestreamimages], verbs: [get, list]}]}
            """))).Expect(201);
        (await place.Admin.PostAsync($"{rbac}/rolebindings", Objects.Parse("""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: open},
             roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: open}, subjects: [{kind: Group, name: 'system:unauthenticated', apiGroup: rbac.authorization.k8s.io}]}
            """))).Expect(201);
        var anybody = place.Cluster.Directly(null);
        await Eventually.Succeeds(async () => (await anybody.GetAsync($"/oapi/v1/namespaces/{place.Namespace}/imagestreams")).Expect(200));
        return (place, anybody);
    }
}
