using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamUpdateTests(TestCluster clusters)
{
    private const string OneTag = "{tags: [{name: v1, from: {kind: DockerImage, name: x/y}}]}";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfATag_GivesItTheNextGeneration(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("foo_bar", "{tags: [{name: a, from: {kind: DockerImage, name: x/y}}, {name: b, from: {kind: DockerImage, name: x/y}}]}");
        stream["spec"]!["tags"]![1]!["from"]!["name"] = "x/z";
        stream["status"]!["tags"] = Objects.Parse("{t: [{tag: evil, items: []}]}")["t"]!.DeepClone();

        var updated = (await place.Admin.PutAsync(place.Path("foo_bar"), stream)).Expect(200);

        updated.At("metadata/generation").Should().Be("2");
        updated.At("spec/tags/0/generation").Should().Be("1");
        updated.At("spec/tags/1/generation").Should().Be("2");
        updated["status"]!["tags"].Should().BeNull("users do not write the status");
        updated.ToJsonString().Should().Be((await place.GetAsync("foo_bar")).ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_WithGenerationZero_AsksForTheTagAgain(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", OneTag);
        stream["spec"]!["tags"]![0]!["generation"] = 0;

        var updated = (await place.Admin.PutAsync(place.Path("s"), stream)).Expect(200);

        updated.At("spec/tags/0/generation").Should().Be("2");
        updated["spec"]!["tags"]![0]!["generation"] = 99;
        (await place.Admin.PutAsync(place.Path("s"), updated)).Expect(200).At("spec/tags/0/generation").Should().Be("2", "other numbers are not the client's to choose");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfLabels_LeavesTheGeneration(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", OneTag);
        stream["metadata"]!["labels"] = Objects.Parse("{a: b}");

        var updated = (await place.Admin.PutAsync(place.Path("s"), stream)).Expect(200);

        updated.At("metadata/generation").Should().Be("1");
        updated.At("metadata/labels").Should().Be("""{"a":"b"}""");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_ThatChangesNothing_StoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", OneTag);

        var events = await place.EventsOfAsync(async () =>
            (await place.Admin.PutAsync(place.Path("s"), stream)).Expect(200).At("metadata/resourceVersion").Should().Be(stream.At("metadata/resourceVersion")));

        events.Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_CausesOneEventAndAnotherForTheStatus(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", OneTag);
        stream["spec"]!["tags"]![0]!["from"]!["name"] = "x/z";
        (await place.EventsOfAsync(async () => stream = (await place.Admin.PutAsync(place.Path("s"), stream)).Expect(200))).Should().Equal("MODIFIED");
        await place.Admin.DeleteAsync(place.Path("end"));

        stream["spec"]!["tags"]![0]!["reference"] = true;
        (await place.EventsOfAsync(async () => (await place.Admin.PutAsync(place.Path("s"), stream)).Expect(200))).Should().Equal("MODIFIED", "MODIFIED");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfManagedFieldsAsTheyWereRead_LeavesThem(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", "{tags: [{name: v1, from: {kind: DockerImage, name: x/y}, reference: true}]}");
        var stored = (await place.GetStoredAsync("s"))["metadata"]!["managedFields"]!.AsArray();
        stream["metadata"]!["labels"] = Objects.Parse("{a: b}");

        var updated = (await place.Admin.PutAsync($"{place.Path("s")}?fieldManager=other", stream)).Expect(200);

        updated["metadata"]!["managedFields"]!.AsArray().Select(e => e.At("manager")).Should().BeEquivalentTo("tests", "other");
        (await place.GetStoredAsync("s"))["metadata"]!["managedFields"]!.AsArray().Should().HaveCount(stored.Count + 1);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_WithoutTheVersionThatWasSeen_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stale = await place.CreateAsync("foo_bar");
        (await place.Admin.MergeAsync(place.Path("foo_bar"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);

        var conflict = (await place.Admin.PutAsync(place.Path("foo_bar"), stale)).Expect(409);
        conflict.At("message").Should().Be(
            "Operation cannot be fulfilled on imagestreams.image.openshift.io \"foo_bar\": the object has been modified; please apply your changes to the latest version and try again");
        conflict.At("details/name").Should().Be("foo_bar");

        var blind = (await place.Admin.PutAsync(place.Path("foo_bar"), Objects.Stream("foo_bar"))).Expect(422);
        blind.CauseFields().Should().Equal("metadata.resourceVersion");
        blind.At("message").Should().Be("imagestreams.image.openshift.io \"foo_bar\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfAnotherObjectThanThePathNames_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s");

        var renamed = stream.DeepClone();
        renamed["metadata"]!["name"] = "t";
        (await place.Admin.PutAsync(place.Path("s"), renamed)).Expect(400).At("message").Should().Contain("does not match the name on the URL");
        var moved = stream.DeepClone();
        moved["metadata"]!["namespace"] = "other";
        (await place.Admin.PutAsync(place.Path("s"), moved)).Expect(400);
        var reborn = stream.DeepClone();
        reborn["metadata"]!["uid"] = "11111111-1111-1111-1111-111111111111";
        (await place.Admin.PutAsync(place.Path("s"), reborn)).Expect(409).At("message").Should().Contain("UID in precondition");
        (await place.Admin.PutAsync(place.Path("nosuch"), Objects.Stream("nosuch"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_AsADryRun_AnswersInFullAndStoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", OneTag);
        var changed = stream.DeepClone();
        changed["spec"]!["tags"]![0]!["reference"] = true;

        var answer = (await place.Admin.PutAsync($"{place.Path("s")}?dryRun=All", changed)).Expect(200);

        answer.At("metadata/generation").Should().Be("2");
        answer.At("status/tags/0/items/0/dockerImageReference").Should().Be("x/y");
        (await place.GetAsync("s")).ToJsonString().Should().Be(stream.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfABadSpec_NamesTheFieldAndStoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", OneTag);
        var changed = stream.DeepClone();
        changed["spec"]!["tags"]![0]!["from"]!["kind"] = "Nope";

        (await place.Admin.PutAsync(place.Path("s"), changed)).Expect(422).CauseFields().Should().Contain("spec.tags[v1].from.kind");

        (await place.GetAsync("s")).ToJsonString().Should().Be(stream.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_ThatDropsATag_KeepsItsHistory(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", "{tags: [{name: v1, from: {kind: DockerImage, name: x/y}, reference: true}]}");
        stream["spec"]!.AsObject().Remove("tags");

        var updated = (await place.Admin.PutAsync(place.Path("s"), stream)).Expect(200);

        updated["spec"]!["tags"].Should().BeNull();
        updated.At("status/tags/0/items/0/dockerImageReference").Should().Be("x/y");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfATagThatManySucceed_LosesNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        // Each of them reads, adds a tag that is a reference, and tries again when somebody was faster.
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            Answer answer;
            do
            {
                var stream = await place.GetAsync("s");
                var tags = stream["spec"]!["tags"] as JsonArray ?? [];
                stream["spec"]!["tags"] = tags.DeepClone();
                stream["spec"]!["tags"]!.AsArray().Add(Objects.Parse($"{{name: t{i}, from: {{kind: DockerImage, name: x/y{i}}}, reference: true}}"));
                answer = await place.Admin.PutAsync(place.Path("s"), stream);
            }
            while (answer.Code == 409);

            answer.Expect(200);
        }));

        var final = await place.GetAsync("s");
        final["status"]!["tags"]!.AsArray().Select(t => t.At("tag")).Should().Equal("t0", "t1", "t2", "t3", "t4", "t5");
    }
}
