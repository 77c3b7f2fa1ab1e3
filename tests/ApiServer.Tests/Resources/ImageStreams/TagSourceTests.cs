using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class TagSourceTests(TestCluster clusters)
{
    private static readonly string Image = Objects.Digest('e');

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Tag_OfItsOwnStream_FollowsThroughAChain(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var stream = await place.CreateAsync("s", """
            {tags: [{name: a, from: {kind: ImageStreamTag, name: b}}, {name: b, from: {kind: ImageStreamTag, name: 's:c'}}, {name: c, from: {kind: DockerImage, name: x/1}, reference: true}]}
            """);
        Events(stream).Should().Equal("a=x/1", "b=x/1", "c=x/1");

        stream["spec"]!["tags"]![2]!["from"]!["name"] = "x/2";
        Events((await place.Admin.PutAsync(place.Path("s"), stream)).Expect(200)).Should().Equal("a=x/2", "b=x/2", "c=x/2");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Tag_OfAnotherStream_IsCopiedOnceWithTheGenerationOfItsOwn(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.SourceAsync(Image);

        var stream = await place.CreateAsync("s", "{tags: [{name: a, from: {kind: ImageStreamTag, name: 'source:latest'}}, {name: b, from: {kind: ImageStreamTag, name: 'source:none'}}]}");

        Events(stream).Should().Equal("a=quay.io/x/y");
        stream.At("status/tags/0/items/0/image").Should().Be(Image);
        stream.At("status/tags/0/items/0/generation").Should().Be("1");
        stream.At("status/tags/0/items/0/created").Should().Be("2026-01-02T03:04:05Z");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Tag_OfAnImageById_IsResolvedOverTheWholeHistory(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.SourceAsync(Image);

        var stream = await place.CreateAsync("s", "{tags: [{name: a, from: {kind: ImageStreamImage, name: 'source@eeee'}}]}");
        stream.At("status/tags/0/items/0/image").Should().Be(Image);

        var unknown = (await place.Admin.PostAsync(place.Streams, Objects.Stream("t", "{tags: [{name: a, from: {kind: ImageStreamImage, name: 'source@ffff'}}]}"))).Expect(422);
        unknown.At("message").Should().StartWith("ImageStream.image.openshift.io \"t\" is invalid: []: Internal error: imagestreams \"t\" is invalid: spec.tags[a].from.name: Invalid value: \"source@ffff\": error generating tag event");
        unknown.CauseFields().Should().Equal("[]");
        var missing = (await place.Admin.PostAsync(place.Streams, Objects.Stream("t", "{tags: [{name: a, from: {kind: ImageStreamTag, name: 'nosuch:a'}}]}"))).Expect(422);
        missing.At("message").Should().EndWith("spec.tags[a].from.name: Not found: \"nosuch:a\"");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Tag_OfAnotherNamespace_NeedsTheRightOfWhoAsks(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var foreign = await clusters.PlaceAsync(plane);
        await foreign.SourceAsync(Image);
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreams], verbs: ['*']}");
        var alice = place.Cluster.As("alice-token");
        await Eventually.Succeeds(async () => (await alice.GetAsync(place.Streams)).Expect(200));
        var stream = Objects.Stream("s", $"{{tags: [{{name: a, from: {{kind: ImageStreamTag, name: 'source:latest', namespace: {foreign.Namespace}}}}}]}}");

        foreach (var answer in new[]
        {
            await alice.PostAsync(place.Streams, stream),
            await alice.ApplyAsync(place.Path("s"), "me", stream.ToJsonString()),
        })
        {
            answer.Expect(422).At("message").Should().Contain($"spec.tags[a].from: Forbidden: {foreign.Namespace}/source");
        }

        (await place.Admin.GetAsync(place.Path("s"))).Expect(404);

        await foreign.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreams/layers], verbs: [get]}");
        await Eventually.Succeeds(async () => (await alice.PostAsync($"{place.Streams}?dryRun=All", stream)).Expect(201));
        var created = (await alice.PostAsync(place.Streams, stream)).Expect(201);
        created.At("status/tags/0/items/0/image").Should().Be(Image);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Tag_OfAnotherNamespaceThatDoesNotChange_IsNotAskedForAgain(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var foreign = await clusters.PlaceAsync(plane);
        await foreign.SourceAsync(Image);
        await place.CreateAsync("s", $"{{tags: [{{name: a, from: {{kind: ImageStreamTag, name: 'source:latest', namespace: {foreign.Namespace}}}}}]}}");
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreams], verbs: ['*']}");
        var alice = place.Cluster.As("alice-token");
        await Eventually.Succeeds(async () => (await alice.GetAsync(place.Streams)).Expect(200));

        (await alice.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);
        (await alice.StrategicAsync(place.Path("s"), Objects.Parse("{spec: {tags: [{name: a, annotations: {k: v}}]}}"))).Expect(200);
        (await alice.StrategicAsync(place.Path("s"), Objects.Parse("{spec: {tags: [{name: a, from: {name: 'source:other'}}]}}"))).Expect(422);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Tag_OfTheIntegratedRegistry_IsPulledThroughTheStreamThatTagsIt(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.SourceAsync(Image, $"{TestCluster.RegistryHost}/{place.Namespace}/source@{Image}");

        var stream = await place.CreateAsync("s", "{tags: [{name: a, from: {kind: ImageStreamTag, name: 'source:latest'}}]}");

        stream.At("status/tags/0/items/0/dockerImageReference").Should().Be($"{TestCluster.RegistryHost}/{place.Namespace}/s@{Image}");
    }

    private static IEnumerable<string> Events(JsonNode stream) => stream["status"]!["tags"]!.AsArray()
        .Select(t => $"{t.At("tag")}={string.Join(',', t!["items"]!.AsArray().Select(i => i.At("dockerImageReference")))}");
}
