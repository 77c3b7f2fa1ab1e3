using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class LimitTests(TestCluster clusters)
{
    private const string TwoTags = "{tags: [{name: a, reference: true, from: {kind: DockerImage, name: a/b:a}}, {name: b, reference: true, from: {kind: DockerImage, name: a/b:b}}]}";
    private const string TooManyTags = "requested usage of openshift.io/image-tags exceeds the maximum limit per openshift.io/ImageStream (2 > 1)";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Streams_WithMoreTagsThanAllowed_AreInvalid(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("before", TwoTags);
        await LimitAsync(place, "{type: openshift.io/ImageStream, max: {openshift.io/image-tags: '1'}}");
        var expected = $"ImageStream.image.openshift.io \"s\" is forbidden: {TooManyTags}";

        var refusal = await RefusedAsync(() => place.Admin.PostAsync($"{place.Streams}?dryRun=All", Objects.Stream("s", TwoTags)), 422);

        refusal.CauseFields().Should().Equal("[]");
        refusal.At("details/causes/0/reason").Should().Be("InternalError");
        refusal.At("message").Should().Be($"ImageStream.image.openshift.io \"s\" is invalid: []: Internal error: {expected}");
        (await place.Admin.MergeAsync(place.Path("before"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);
        (await place.Admin.MergeAsync(place.Path("before"), Objects.Parse("{spec: {tags: [{name: c, from: {kind: DockerImage, name: a/b:c}}, {name: d, from: {kind: DockerImage, name: a/b:d}}]}}"))).Expect(422);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Status_WithMoreImagesThanAllowed_IsInvalid(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        await LimitAsync(place, "{type: openshift.io/ImageStream, max: {openshift.io/images: '1'}}");
        var status = Objects.Parse($"{{status: {{tags: [{{tag: t, items: [{StreamCreation.Event('a')}, {StreamCreation.Event('b')}]}}]}}}}");

        var refusal = await RefusedAsync(() => place.Admin.MergeAsync($"{place.Path("s")}/status?dryRun=All", status), 422);

        refusal.CauseFields().Should().Equal("imageStream");
        refusal.At("details/causes/0/reason").Should().Be("FieldValueForbidden");
        refusal.At("message").Should().EndWith("requested usage of openshift.io/images exceeds the maximum limit per openshift.io/ImageStream (2 > 1)");
        (await PushAsync(place, Objects.UniqueImage())).Expect(201);
        (await PushAsync(place, Objects.UniqueImage())).Expect(422).CauseFields().Should().Equal("imageStream");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Mappings_OfAnImageThatIsTooLarge_AreForbidden(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        await LimitAsync(place, "{type: openshift.io/Image, max: {storage: 1Ki}}");
        var image = Objects.UniqueImage();
        image["dockerImageMetadata"]!["Size"] = 1025;

        var refusal = await RefusedAsync(() => PushAsync(place, image, "?dryRun=All"), 403);

        refusal.At("message").Should().Be(
            "imagestreammappings.image.openshift.io \"s\" is forbidden: requested usage of storage exceeds the maximum limit per openshift.io/Image (1025 > 1Ki)");
        (await place.Admin.GetAsync($"{ApiClient.Images}/{image.At("metadata/name")}")).Expect(404);
        image["dockerImageMetadata"]!["Size"] = 1024;
        (await PushAsync(place, image)).Expect(201);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Streams_BeyondTheQuota_AreForbidden(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var quotas = $"/api/v1/namespaces/{place.Namespace}/resourcequotas";
        (await place.Admin.PostAsync(quotas, Objects.Parse("{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {openshift.io/imagestreams: '2'}}}"))).Expect(201);
        (await RefusedAsync(() => place.Admin.PostAsync($"{place.Streams}?dryRun=All", Objects.Stream("s")), 403)).At("message").Should().Be(
            "imagestreams.image.openshift.io \"s\" is forbidden: status unknown for quota: q, resources: openshift.io/imagestreams");
        (await place.Admin.MergeAsync(
            $"{quotas}/q/status", Objects.Parse("{status: {hard: {openshift.io/imagestreams: '2'}, used: {openshift.io/imagestreams: '0'}}}"))).Expect(200);

        (await place.Admin.PostAsync($"{place.Streams}?dryRun=All", Objects.Stream("dry"))).Expect(201);
        await place.CreateAsync("one");
        (await place.Admin.ApplyAsync(place.Path("two"), "me", "{apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {name: two}}")).Expect(201);
        var refusal = (await place.Admin.PostAsync(place.Streams, Objects.Stream("three"))).Expect(403);

        refusal.At("message").Should().Be(
            "imagestreams.image.openshift.io \"three\" is forbidden: exceeded quota: q, requested: openshift.io/imagestreams=1, "
            + "used: openshift.io/imagestreams=2, limited: openshift.io/imagestreams=2");
        var tag = Objects.Parse("{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {name: 'four:x'}, tag: {from: {kind: DockerImage, name: a/b}}}");
        (await place.Admin.PostAsync($"{ApiClient.Group}/namespaces/{place.Namespace}/imagestreamtags", tag)).Expect(403).At("message").Should().StartWith(
            "imagestreamtags.image.openshift.io \"four:x\" is forbidden: exceeded quota: q, ");
        tag["metadata"]!["name"] = "one:x";
        (await place.Admin.PostAsync($"{ApiClient.Group}/namespaces/{place.Namespace}/imagestreamtags", tag)).Expect(201);
        (await place.Admin.GetAsync($"{quotas}/q")).Expect(200)["status"]!["used"]!["openshift.io/imagestreams"]!.ToString().Should().Be("2", "a dry run is not charged, and a refusal neither");
        (await place.Admin.MergeAsync(place.Path("one"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);
    }

    [Fact]
    public async Task Streams_MadeAtOnce_DoNotExceedTheQuotaTogether()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        var quotas = $"/api/v1/namespaces/{place.Namespace}/resourcequotas";
        (await place.Admin.PostAsync(quotas, Objects.Parse("{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {openshift.io/imagestreams: '3'}}}"))).Expect(201);
        await RefusedAsync(() => place.Admin.PostAsync($"{place.Streams}?dryRun=All", Objects.Stream("s")), 403);
        (await place.Admin.MergeAsync($"{quotas}/q/status", Objects.Parse("{status: {used: {openshift.io/imagestreams: '0'}}}"))).Expect(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => place.Admin.PostAsync(place.Streams, Objects.Stream($"s{i}"))));

        answers.Count(a => a.Code == 201).Should().Be(3);
        answers.Where(a => a.Code != 201).Should().AllSatisfy(a => a.Expect(403));
    }

    /// <summary>The refusal, as soon as the limit has become known.</summary>
    private static async Task<JsonNode> RefusedAsync(Func<Task<Answer>> request, int code)
    {
        JsonNode? refusal = null;
        await Eventually.Succeeds(async () => refusal = (await request()).Expect(code));
        return refusal!;
    }

    private static async Task LimitAsync(Place place, string limit) => (await place.Admin.PostAsync(
        $"/api/v1/namespaces/{place.Namespace}/limitranges",
        Objects.Parse($"{{apiVersion: v1, kind: LimitRange, metadata: {{name: l}}, spec: {{limits: [{limit}]}}}}"))).Expect(201);

    private static Task<Answer> PushAsync(Place place, JsonObject image, string query = "")
    {
        var mapping = Objects.Parse("{apiVersion: image.openshift.io/v1, kind: ImageStreamMapping, metadata: {name: s}, tag: t}");
        mapping["image"] = image.DeepClone();
        return place.Admin.PostAsync($"{ApiClient.Group}/namespaces/{place.Namespace}/imagestreammappings{query}", mapping);
    }
}
