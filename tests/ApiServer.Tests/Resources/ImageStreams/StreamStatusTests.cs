using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamStatusTests(TestCluster clusters)
{
    private const string Event = "{created: '2026-01-02T03:04:05Z', dockerImageReference: quay.io/x/y, image: 'sha256:a'}";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StatusUpdate_WritesTheStatusAndNoTagsOfTheSpec(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("foo_bar", "{dockerImageRepository: quay.io/x/y}");
        stream["status"]!["tags"] = new JsonArray(Objects.Parse($"{{tag: v1, items: [{Event}]}}"));
        stream["spec"]!["tags"] = new JsonArray(Objects.Parse("{name: evil}"));
        stream["spec"]!["dockerImageRepository"] = "evil/evil";
        stream["spec"]!["lookupPolicy"] = Objects.Parse("{local: true}");
        stream["metadata"]!["labels"] = Objects.Parse("{a: b}");

        var updated = (await place.Admin.PutAsync($"{place.Path("foo_bar")}/status", stream)).Expect(200);

        updated.At("status/tags/0/items/0").Should().Be(
            """{"created":"2026-01-02T03:04:05Z","dockerImageReference":"quay.io/x/y","image":"sha256:a","generation":1}""");
        updated["spec"]!["tags"].Should().BeNull();
        updated.At("spec/dockerImageRepository").Should().Be("quay.io/x/y");
        updated.At("spec/lookupPolicy/local").Should().Be("true");
        updated.At("metadata/labels").Should().Be("""{"a":"b"}""");
        updated.ToJsonString().Should().Be((await place.GetAsync("foo_bar")).ToJsonString());
        (await place.Admin.GetAsync($"{place.Path("foo_bar")}/status")).Expect(200).ToJsonString().Should().Be(updated.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StatusUpdate_OfTheStatusAlone_IsOneWriteThatLeavesTheGeneration(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", "{lookupPolicy: {local: true}}");
        stream["status"]!["tags"] = new JsonArray(Objects.Parse($"{{tag: v1, items: [{Event}]}}"));

        (await place.EventsOfAsync(async () =>
        {
            var updated = (await place.Admin.PutAsync($"{place.Path("s")}/status?fieldManager=registry", stream)).Expect(200);
            updated.At("metadata/generation").Should().Be("1");
            updated["metadata"]!["managedFields"]!.AsArray().Should().Contain(e => e.At("manager") == "registry" && e.At("subresource") == "status");
            (await place.Admin.PutAsync($"{place.Path("s")}/status?fieldManager=registry", updated)).Expect(200);
        })).Should().Equal("MODIFIED");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StatusPatch_MergesIntoTheServedStatus(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        var patched = (await place.Admin.MergeAsync($"{place.Path("s")}/status", Objects.Parse($"{{status: {{tags: [{{tag: v1, items: [{Event}]}}]}}, spec: {{tags: [{{name: evil}}]}}}}"))).Expect(200);
        patched.At("status/tags/0/tag").Should().Be("v1");
        patched["spec"]!["tags"].Should().BeNull();

        var strategic = (await place.Admin.StrategicAsync($"{place.Path("s")}/status", Objects.Parse($"{{status: {{tags: [{{tag: v2, items: [{Event}]}}]}}}}"))).Expect(200);
        strategic["status"]!["tags"]!.AsArray().Select(t => t.At("tag")).Should().Equal("v1", "v2");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StatusApply_OwnsTheStatusAlone(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar");

        var applied = (await place.Admin.ApplyAsync($"{place.Path("foo_bar")}/status", "pruner", $$"""
            apiVersion: image.openshift.io/v1
            kind: ImageStream
            metadata: {name: foo_bar}
            status: {tags: [{tag: v1, items: [{created: '2026-01-02T03:04:05Z', dockerImageReference: quay.io/x/y, image: 'sha256:a', generation: 0}]}]}
            """)).Expect(200);

        applied.At("status/tags/0/items/0/generation").Should().Be("1");
        applied["metadata"]!["managedFields"]!.AsArray().Should().Contain(e => e.At("manager") == "pruner" && e.At("operation") == "Apply" && e.At("subresource") == "status");
        (await place.Admin.ApplyAsync($"{place.Path("nosuch")}/status", "pruner", "apiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: {name: nosuch}\n")).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StatusUpdate_OfWhatCannotBe_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s");
        var bad = stream.DeepClone();
        bad["status"]!["tags"] = new JsonArray(Objects.Parse("{tag: v1, items: [{dockerImageReference: '!!', image: x}]}"));

        (await place.Admin.PutAsync($"{place.Path("s")}/status", bad)).Expect(422).CauseFields().Should().Equal("status.tags[v1].items[0].dockerImageReference");
        (await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);
        (await place.Admin.PutAsync($"{place.Path("s")}/status", stream)).Expect(409);
        (await place.Admin.PutAsync($"{place.Path("nosuch")}/status", Objects.Stream("nosuch"))).Expect(404);
        (await place.Admin.DeleteAsync($"{place.Path("s")}/status")).Expect(405);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StatusUpdate_AsADryRun_AnswersInFullAndStoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s");
        var changed = stream.DeepClone();
        changed["metadata"]!["labels"] = Objects.Parse("{a: b}");
        changed["status"]!["tags"] = new JsonArray(Objects.Parse($"{{tag: v1, items: [{Event}]}}"));

        var answer = (await place.Admin.PutAsync($"{place.Path("s")}/status?dryRun=All", changed)).Expect(200);

        answer.At("metadata/labels").Should().Be("""{"a":"b"}""");
        answer.At("status/tags/0/tag").Should().Be("v1");
        (await place.GetAsync("s")).ToJsonString().Should().Be(stream.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StatusUpdate_NeedsARightOfItsOwn(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreams], verbs: ['*']}");
        var alice = place.Cluster.As("alice-token");
        await place.CreateAsync("s");
        await Eventually.Succeeds(async () => (await alice.GetAsync(place.Path("s"))).Expect(200));

        (await alice.MergeAsync($"{place.Path("s")}/status", Objects.Parse("{status: {}}"))).Expect(403);
    }
}
