using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamApplyTests(TestCluster clusters)
{
    private const string Head = "apiVersion: image.openshift.io/v1\nkind: ImageStream\n";
    private const string OneTag = Head + "metadata: {name: foo_bar}\nspec: {tags: [{name: a, from: {kind: DockerImage, name: x/a}}]}\n";
    private const string TwoTags = Head + "metadata: {name: foo_bar}\nspec: {tags: [{name: a, from: {kind: DockerImage, name: x/a}}, {name: b, from: {kind: DockerImage, name: x/b}, reference: true}]}\n";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfANewStream_MakesItAndOwnsOnlyWhatWasSaid(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var created = (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", TwoTags)).Expect(201);

        created.At("metadata/name").Should().Be("foo_bar");
        created.At("spec/tags/0/importPolicy/importMode").Should().Be("Legacy");
        created.At("spec/tags/0/generation").Should().NotBeNull();
        created.At("status/tags/0/items/0/dockerImageReference").Should().Be("x/b");
        var entry = created["metadata"]!["managedFields"]!.AsArray().Should().ContainSingle().Subject!;
        (entry.At("manager"), entry.At("operation"), entry.At("apiVersion")).Should().Be(("me", "Apply", "image.openshift.io/v1"));
        entry.At("fieldsV1").Should().Be("""{"f:spec":{"f:tags":{"k:{\"name\":\"a\"}":{".":{},"f:from":{},"f:name":{}},"k:{\"name\":\"b\"}":{".":{},"f:from":{},"f:name":{},"f:reference":{}}}}}""");
        (await place.GetAsync("foo_bar")).ToJsonString().Should().Be(created.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_AgainOfTheSame_StoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var created = (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", TwoTags)).Expect(201);

        var events = await place.EventsOfAsync(async () =>
            (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", TwoTags)).Expect(200).ToJsonString().Should().Be(created.ToJsonString()));

        events.Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_CausesAsManyEventsAsTheRecordOfDecisionsSays(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        const string labels = Head + "metadata: {name: s, labels: {a: b}}\n";
        (await place.EventsOfAsync(async () => (await place.Admin.ApplyAsync(place.Path("s"), "me", labels)).Expect(201))).Should().Equal("ADDED");
        await place.Admin.DeleteAsync(place.Path("end"));

        (await place.EventsOfAsync(async () => (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", TwoTags)).Expect(201)))
            .Should().Equal("ADDED", "MODIFIED", "MODIFIED"); // the apply, the generations of the tags, the status
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_WithoutATag_DropsItAlthoughWeAddedToIt(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", TwoTags)).Expect(201);

        var applied = (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", OneTag)).Expect(200);

        applied["spec"]!["tags"]!.AsArray().Select(t => t.At("name")).Should().Equal("a");
        applied.At("status/tags/0/tag").Should().Be("b", "its history stays pullable");
        (await place.GetStoredAsync("foo--5fbar"))["spec"]!["tags"]!.AsArray().Should().ContainSingle();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfATagOfAnotherManager_KeepsHisTag(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", OneTag)).Expect(201);

        var both = (await place.Admin.ApplyAsync(place.Path("foo_bar"), "other", OneTag.Replace("name: a", "name: z", StringComparison.Ordinal))).Expect(200);

        both["spec"]!["tags"]!.AsArray().Select(t => t.At("name")).Should().Equal("a", "z");
        both["metadata"]!["managedFields"]!.AsArray().Select(e => e.At("manager")).Should().BeEquivalentTo("me", "other");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfWhatAnotherManagerOwns_IsAConflictUntilItIsForced(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", OneTag)).Expect(201);
        var other = OneTag.Replace("x/a", "x/z", StringComparison.Ordinal);

        var conflict = (await place.Admin.ApplyAsync(place.Path("foo_bar"), "other", other)).Expect(409);
        conflict.At("details/causes/0/reason").Should().Be("FieldManagerConflict");
        conflict.At("details/causes/0/message").Should().Be("conflict with \"me\"");
        conflict.At("details/causes/0/field").Should().Be(".spec.tags[name=\"a\"].from");
        conflict.At("message").Should().NotContain("v1stored").And.NotContain("--5f");

        var forced = (await place.Admin.ApplyAsync(place.Path("foo_bar"), "other", other, force: true)).Expect(200);
        forced.At("spec/tags/0/from/name").Should().Be("x/z");
        forced.At("spec/tags/0/generation").Should().Be("3"); // one more than the stream had: what we write on top of the apply counts, too
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfWhatOnlyWeFilledIn_IsNoConflict(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", OneTag)).Expect(201);

        var applied = (await place.Admin.ApplyAsync(
            place.Path("foo_bar"), "me", OneTag.Replace("{name: a,", "{name: a, importPolicy: {importMode: PreserveOriginal}, referencePolicy: {type: Local},", StringComparison.Ordinal))).Expect(200);

        applied.At("spec/tags/0/importPolicy/importMode").Should().Be("PreserveOriginal");
        applied.At("spec/tags/0/referencePolicy/type").Should().Be("Local");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfABadStream_StoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", OneTag.Replace("DockerImage", "Nope", StringComparison.Ordinal))).Expect(422)
            .CauseFields().Should().Contain("spec.tags[a].from.kind");
        (await place.Admin.ApplyAsync(place.Path("other"), "me", OneTag)).Expect(400).At("message").Should().Contain("does not match the name on the URL");
        (await place.Admin.ApplyAsync(place.Path("a__b"), "me", OneTag.Replace("foo_bar", "a__b", StringComparison.Ordinal))).Expect(422).CauseFields().Should().Contain("metadata.name");
        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "", OneTag)).Expect(422).CauseFields().Should().Equal("fieldManager");
        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me", "kind: Image\napiVersion: image.openshift.io/v1\n")).Expect(400);
        (await place.Admin.GetAsync(place.Streams)).Expect(200).Names().Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_AsADryRun_AnswersInFullAndStoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var applied = (await place.Admin.ApplyAsync($"{place.Path("foo_bar")}", "me&dryRun=All", TwoTags)).Expect(201);

        applied.At("spec/tags/0/importPolicy/importMode").Should().Be("Legacy");
        applied.At("status/tags/0/items/0/dockerImageReference").Should().Be("x/b");
        (await place.Admin.GetAsync(place.Path("foo_bar"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_WithAnUnknownField_DoesWhatIsWanted(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var unknown = OneTag.Replace("spec: {", "spec: {tagz: 1, ", StringComparison.Ordinal);

        // Apply knows no field that the schema lacks, whatever the validation.
        (await place.Admin.ApplyAsync(place.Path("foo_bar"), "me&fieldValidation=Strict", unknown)).Code.Should().BeOneOf(400, 500);
        (await place.Admin.GetAsync(place.Path("foo_bar"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfANewStream_NeedsTheRightToCreate(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreams], verbs: [get, patch]}");
        var alice = place.Cluster.As("alice-token");
        await Eventually.Succeeds(async () => (await alice.GetAsync(place.Path("foo_bar"))).Expect(404));

        (await alice.ApplyAsync(place.Path("foo_bar"), "me", OneTag)).Expect(403).At("message").Should().Contain("cannot create resource \"imagestreams\"");
        await place.CreateAsync("foo_bar");
        (await alice.ApplyAsync(place.Path("foo_bar"), "me", OneTag)).Expect(200);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfManyAtOnce_AppliesEach(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            place.Admin.ApplyAsync(place.Path("foo_bar"), $"m{i}", TwoTags.Replace("name: a", $"name: a{i}", StringComparison.Ordinal).Replace("name: b", $"name: b{i}", StringComparison.Ordinal))));

        answers.Select(a => a.Code is 200 or 201 ? "" : a.Text).Should().OnlyContain(text => text.Length == 0);
        var stream = await place.GetAsync("foo_bar");
        stream["spec"]!["tags"]!.AsArray().Should().HaveCount(8).And.OnlyContain(t => t.At("generation") != null);
        stream["status"]!["tags"]!.AsArray().Should().HaveCount(4);
    }
}
