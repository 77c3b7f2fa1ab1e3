using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ImageStreamMappingTests(TestCluster clusters)
{
    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfAMapping_StoresTheImageAndPutsItOnTopOfTheTag(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s", "{tags: [{name: follower, from: {kind: ImageStreamTag, name: latest}}]}");
        var (first, second) = (Objects.UniqueImage(), Objects.UniqueImage());

        var answer = (await PostAsync(place, Mapping("s", "latest", first))).Expect(201);
        (await PostAsync(place, Mapping("s", "latest", second))).Expect(201);

        answer.ToJsonString().Should().Be("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","code":201}""");
        (await place.Admin.GetAsync($"{ApiClient.Images}/{NameOf(first)}")).Expect(200).At("dockerImageReference").Should().Be($"quay.io/a/b@{NameOf(first)}");
        var stream = await place.GetAsync("s");
        Images(stream, "latest").Should().Equal(NameOf(second), NameOf(first));
        Images(stream, "follower").Should().Equal([NameOf(second), NameOf(first)], "it follows the tag");
        stream.At("spec/tags/0/name").Should().Be("follower");
        stream["spec"]!["tags"]!.AsArray().Should().ContainSingle("a push says nothing about where the tag comes from");
        Event(stream, "latest").At("generation").Should().Be("1");
        Event(stream, "latest").At("dockerImageReference").Should().Be($"quay.io/a/b@{NameOf(second)}");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfWhatIsThereAlready_WritesNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        var image = Objects.UniqueImage();
        (await PostAsync(place, Mapping("s", "latest", image))).Expect(201);

        (await place.EventsOfAsync(async () => (await PostAsync(place, Mapping("s", "latest", image))).Expect(201))).Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfAnImageThatIsKnown_LeavesItAsItIs(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        var image = Objects.UniqueImage();
        var name = NameOf(image);
        (await place.Admin.PostAsync(ApiClient.Images, image)).Expect(201);
        var (other, managed) = (image.DeepClone().AsObject(), image.DeepClone().AsObject());
        other["dockerImageReference"] = "quay.io/other/b";
        managed["dockerImageReference"] = "quay.io/other/b";
        managed["metadata"]!["annotations"] = Objects.Parse("{openshift.io/image.managed: 'true'}");

        (await PostAsync(place, Mapping("s", "other", other))).Expect(201);
        (await PostAsync(place, Mapping("s", "managed", managed))).Expect(201);

        (await place.Admin.GetAsync($"{ApiClient.Images}/{name}")).Expect(200).At("dockerImageReference").Should().Be($"quay.io/a/b@{name}");
        var stream = await place.GetAsync("s");
        Event(stream, "other").At("dockerImageReference").Should().Be("quay.io/other/b", "that is what was sent");
        Event(stream, "managed").At("dockerImageReference").Should().Be(
            $"{TestCluster.RegistryHost}/{place.Namespace}/s@{name}", "another stream's push may have brought it first");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithoutReferenceAndWithSignatures_TakesTheRegistrysAndDropsThem(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        var image = Objects.UniqueImage();
        image.Remove("dockerImageReference");
        image["signatures"] = new JsonArray(Objects.Parse($"{{metadata: {{name: '{NameOf(image)}@x'}}, type: atomic, content: AAAA}}"));

        (await PostAsync(place, Mapping("s", "a/b", image))).Expect(201);

        var reference = $"{TestCluster.RegistryHost}/{place.Namespace}/s@{NameOf(image)}";
        var stored = (await place.Admin.GetAsync($"{ApiClient.Images}/{NameOf(image)}")).Expect(200);
        stored.At("dockerImageReference").Should().Be(reference);
        stored["signatures"].Should().BeNull();
        Event(await place.GetAsync("s"), "a/b").At("dockerImageReference").Should().Be(reference, "the name of a tag is the registry's business");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithoutTheStream_IsMissingAsAMapping(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var image = Objects.UniqueImage();

        var refusal = (await PostAsync(place, Mapping("none", "latest", image))).Expect(404);

        refusal.At("message").Should().Be("imagestreammappings.image.openshift.io \"none\" not found");
        (refusal.At("details/kind"), refusal.At("details/name")).Should().Be(("imagestreammappings", "none"), "registries make the stream when they read this");
        (await place.Admin.GetAsync($"{ApiClient.Images}/{NameOf(image)}")).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_AsADryRun_WritesNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        var image = Objects.UniqueImage();

        (await place.EventsOfAsync(async () => (await place.Admin.PostAsync($"{Mappings(place)}?dryRun=All", Mapping("s", "latest", image))).Expect(201))).Should().BeEmpty();

        (await place.Admin.GetAsync($"{ApiClient.Images}/{NameOf(image)}")).Expect(404);
    }

    [Theory]
    [InlineData("{metadata: {name: s}}", 422, "tag", "image.metadata.name")]
    [InlineData("{metadata: {}, tag: x, image: IMAGE}", 422, "metadata.name", "name", "dockerImageRepository")]
    [InlineData("{metadata: {name: a%b}, tag: x, image: IMAGE}", 422, "metadata.name")]
    [InlineData("{metadata: {name: s}, image: IMAGE}", 422, "tag")]
    [InlineData("{metadata: {name: s}, tag: x, image: {metadata: {name: 'sha256:a'}, dockerImageReference: '!!'}}", 422, "image.dockerImageReference")]
    [InlineData("{metadata: {name: s}, tag: x, image: {dockerImageReference: x/y}}", 422, "image.metadata.name")]
    public async Task Create_OfWhatIsNotValid_NamesTheFields(string mapping, int code, params string[] fields)
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        await place.CreateAsync("s");
        var sent = Objects.Parse(mapping.Replace("IMAGE", Objects.UniqueImage().ToJsonString(), StringComparison.Ordinal));
        (sent["kind"], sent["apiVersion"]) = ("ImageStreamMapping", "image.openshift.io/v1");

        var refusal = (await PostAsync(place, sent)).Expect(code);

        refusal.At("details/kind").Should().Be("ImageStreamMapping");
        refusal.CauseFields().Should().BeEquivalentTo(fields);
        (await place.GetAsync("s"))["status"]!["tags"].Should().BeNull();
    }

    [Fact]
    public async Task Create_ForAnotherNamespace_OrWithoutAFixedName_IsRefused()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        var mapping = Mapping("s", "latest", Objects.UniqueImage());
        mapping["metadata"]!["namespace"] = "elsewhere";
        var generated = Mapping("s", "latest", Objects.UniqueImage());
        generated["metadata"] = Objects.Parse("{generateName: s}");

        (await PostAsync(place, mapping)).Expect(400).At("message").Should().Be("the namespace of the provided object does not match the namespace sent on the request");
        (await PostAsync(place, generated)).Expect(500).At("message").Should().Be("Internal error occurred: metadata.name was not generated");
        (await place.Admin.GetAsync(Mappings(place))).Expect(405);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfManyAtOnce_LosesNone(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => PostAsync(place, Mapping("s", $"t{i}", Objects.UniqueImage()))));

        answers.Should().AllSatisfy(a => a.Expect(201));
        (await place.GetAsync("s"))["status"]!["tags"]!.AsArray().Should().HaveCount(12);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_NeedsNoOtherRightThanItsOwn(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        var alice = place.Cluster.As("alice-token");
        (await alice.PostAsync(Mappings(place), Mapping("s", "t", Objects.UniqueImage()))).Expect(403);
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreammappings], verbs: [create]}");

        await TestKit.Eventually.Succeeds(async () => (await alice.PostAsync(Mappings(place), Mapping("s", "t", Objects.UniqueImage()))).Expect(201));
    }

    private static string Mappings(Place place) => $"{ApiClient.Group}/namespaces/{place.Namespace}/imagestreammappings";

    private static Task<Answer> PostAsync(Place place, JsonObject mapping) => place.Admin.PostAsync(Mappings(place), mapping);

    private static JsonObject Mapping(string stream, string tag, JsonObject image)
    {
        var mapping = Objects.Parse($"{{apiVersion: image.openshift.io/v1, kind: ImageStreamMapping, metadata: {{name: {stream}}}, tag: '{tag}'}}");
        mapping["image"] = image.DeepClone();
        return mapping;
    }

    private static string NameOf(JsonNode image) => image.At("metadata/name")!;

    private static JsonNode TagOf(JsonNode stream, string tag) => stream["status"]!["tags"]!.AsArray().Single(t => t.At("tag") == tag)!;

    private static JsonNode Event(JsonNode stream, string tag) => TagOf(stream, tag)["items"]![0]!;

    private static IEnumerable<string> Images(JsonNode stream, string tag) => TagOf(stream, tag)["items"]!.AsArray().Select(i => i.At("image")!);
}
