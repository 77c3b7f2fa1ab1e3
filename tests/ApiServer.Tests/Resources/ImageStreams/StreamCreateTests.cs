using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamCreateTests(TestCluster clusters)
{
    private const string ReferenceTag = "{tags: [{name: v1, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}]}";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfAnEmptyStream_MakesNobodyOwnItsSpec(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        const string tags = "[{name: a, from: {kind: DockerImage, name: x/y}}]";

        (await place.CreateAsync("empty")).At("metadata/managedFields").Should().BeNull();
        (await place.Admin.MergeAsync(place.Path("empty"), Objects.Parse($"{{spec: {{tags: {tags}}}}}"))).Expect(200)
            .At("metadata/managedFields").Should().BeNull("who owns fields is not followed when nobody has owned any");

        var labelled = Objects.Stream("labelled", "{lookupPolicy: {local: false}}");
        labelled["metadata"]!["labels"] = Objects.Parse("{a: b}");
        Fields((await place.Admin.PostAsync(place.Streams, labelled)).Expect(201)).Should().Equal("f:metadata");
        Fields((await place.Admin.MergeAsync(place.Path("labelled"), Objects.Parse("{metadata: {labels: {a: c}}}"))).Expect(200)).Should().Equal("f:metadata");
        Fields((await place.Admin.MergeAsync(place.Path("labelled"), Objects.Parse($"{{spec: {{tags: {tags}}}}}"))).Expect(200)).Should().Equal("f:metadata", "f:spec");
        Fields((await place.Admin.MergeAsync(place.Path("labelled"), Objects.Parse("{spec: null}"))).Expect(200)).Should().Equal("f:metadata");

        static IEnumerable<string> Fields(JsonNode stream) => stream["metadata"]!["managedFields"]![0]!["fieldsV1"]!.AsObject().Select(f => f.Key);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfAStreamWhoseEmptySpecWasApplied_LeavesItToItsOwner(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        const string document = "apiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: {name: s}\nspec: {}\n";
        (await place.Admin.ApplyAsync(place.Path("s"), "me", document)).Expect(201);

        var changed = (await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);

        changed["metadata"]!["managedFields"]!.AsArray().Select(e => (e.At("manager"), e.At("fieldsV1"))).Should().BeEquivalentTo(
            [("me", """{"f:spec":{}}"""), ("tests", """{"f:metadata":{"f:labels":{".":{},"f:a":{}}}}""")]);
        (await place.Admin.ApplyAsync(place.Path("s"), "me", document)).Expect(200).At("metadata/resourceVersion").Should().Be(changed.At("metadata/resourceVersion"));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Write_InTheVersionBeforeThereWereGroups_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        const string message = "the API version in the data (v1) does not match the expected API version (image.openshift.io/v1)";

        (await place.Admin.PutAsync(place.Path("s"), Objects.Parse("{apiVersion: v1, kind: ImageStream, metadata: {name: s}}"))).Expect(400).At("message").Should().Be(message);
        (await place.Admin.PostAsync(place.Streams, Objects.Parse("{apiVersion: v1, kind: ImageStream, metadata: {name: t}}"))).Expect(400).At("message").Should().Be(message);
        (await place.Admin.PostAsync(place.Tags(), Objects.Parse("{apiVersion: v1, kind: ImageStreamTag, metadata: {name: 't:a'}}"))).Expect(400).At("message").Should().Be(message);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfAStream_FillsInWhatIsNotSaid(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = Objects.Stream("s", "{tags: [{name: b, generation: 7, from: {kind: DockerImage, name: x/y}}, {name: a}, {name: b, from: {kind: DockerImage, name: x/z}}]}");
        stream["status"] = Objects.Parse("{tags: [{tag: evil, items: [{created: 2020-01-01T00:00:00Z, dockerImageReference: e, image: e, generation: 1}]}]}");

        var created = (await place.Admin.PostAsync(place.Streams, stream)).Expect(201);

        created.At("metadata/generation").Should().Be("1");
        created.At("spec").Should().Be(
            """
            {"lookupPolicy":{"local":false},"tags":[{"name":"a","annotations":null,"generation":1,"importPolicy":{"importMode":"Legacy"},"referencePolicy":{"type":"Source"}},{"name":"b","annotations":null,"from":{"kind":"DockerImage","name":"x/z"},"generation":1,"importPolicy":{"importMode":"Legacy"},"referencePolicy":{"type":"Source"}}]}
            """);
        created["status"]!["tags"].Should().BeNull();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfATagThatIsAReference_WritesItsEventAtOnce(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var created = await place.CreateAsync("s", ReferenceTag);

        created.At("status/tags/0/tag").Should().Be("v1");
        created.At("status/tags/0/items/0/dockerImageReference").Should().Be("quay.io/x/y");
        created.At("status/tags/0/items/0/image").Should().BeEmpty();
        created.At("status/tags/0/items/0/generation").Should().Be("1");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_CausesOneEventAndAnotherForTheStatus(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        (await place.EventsOfAsync(async () => await place.CreateAsync("plain"))).Should().Equal("ADDED");
        await place.Admin.DeleteAsync(place.Path("end"));
        (await place.EventsOfAsync(async () => await place.CreateAsync("s", ReferenceTag))).Should().Equal("ADDED", "MODIFIED");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithAPrefix_MakesUpAName(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var created = (await place.Admin.PostAsync(place.Streams, Objects.Parse("{kind: ImageStream, apiVersion: image.openshift.io/v1, metadata: {generateName: foo_bar}}"))).Expect(201);

        created.At("metadata/name").Should().MatchRegex("^foo_bar[bcdfghjklmnpqrstvwxz2456789]{5}$");
        (await place.GetAsync(created.At("metadata/name")!)).At("metadata/generateName").Should().Be("foo_bar");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_AsADryRun_AnswersInFullAndStoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var created = (await place.Admin.PostAsync($"{place.Streams}?dryRun=All", Objects.Stream("s", ReferenceTag))).Expect(201);

        created.At("metadata/uid").Should().NotBeNullOrEmpty();
        created.At("status/tags/0/items/0/dockerImageReference").Should().Be("quay.io/x/y");
        (await place.Admin.GetAsync(place.Path("s"))).Expect(404);
        (await place.Admin.PostAsync($"{place.Streams}?dryRun=Some", Objects.Stream("s"))).Expect(422).CauseFields().Should().Equal("dryRun");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithUnknownFields_DoesWhatIsWanted(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = Objects.Stream("s", "{tagz: []}");

        var strict = await place.Admin.PostAsync($"{place.Streams}?fieldValidation=Strict", stream);
        var ignored = await place.Admin.PostAsync($"{place.Streams}?fieldValidation=Ignore&dryRun=All", stream);
        var warned = await place.Admin.PostAsync(place.Streams, stream);

        strict.Expect(400).At("message").Should().Contain("unknown field \"spec.tagz\"");
        ignored.Expect(201);
        ignored.Warnings.Should().BeEmpty();
        warned.Expect(201)["spec"]!["tagz"].Should().BeNull();
        warned.Warnings.Should().ContainSingle().Which.Should().Contain("unknown field \\\"spec.tagz\\\"");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_RemembersWhoOwnsTheFields(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        var named = (await place.Admin.PostAsync($"{place.Streams}?fieldManager=me", Objects.Stream("a", "{dockerImageRepository: x/y}"))).Expect(201);
        var unnamed = (await place.Admin.PostAsync(place.Streams, Objects.Stream("b", "{dockerImageRepository: x/y}"))).Expect(201);

        named.At("metadata/managedFields/0/manager").Should().Be("me");
        named.At("metadata/managedFields/0/fieldsV1").Should().Be("""{"f:spec":{".":{},"f:dockerImageRepository":{}}}""");
        unnamed.At("metadata/managedFields/0/manager").Should().Be("tests"); // what the client calls itself
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_UnderATakenName_IsRefusedInServedWords(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar");

        var taken = (await place.Admin.PostAsync(place.Streams, Objects.Stream("foo_bar"))).Expect(409);

        taken.At("reason").Should().Be("AlreadyExists");
        taken.At("message").Should().Be("imagestreams.image.openshift.io \"foo_bar\" already exists");
        taken.At("details/name").Should().Be("foo_bar");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_InANamespaceThatIsNotThere_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);

        (await place.Admin.PostAsync(ApiClient.Streams("nosuch"), Objects.Stream("s"))).Expect(404)
            .At("message").Should().Be("namespaces \"nosuch\" not found");
    }

    public static TheoryData<PlaneKind, string, string> BadNames { get; } = Planes.Times(
        ("Foo", "must match"),
        ("a__b", "must match"),
        ("-a", "must match"),
        ("a/b", "may not contain '/'"),
        (new string('a', 260), "cannot be longer than 255"),
        (string.Join('_', Enumerable.Repeat("a", 110)), "name is too long"));

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task Create_UnderABadName_NamesTheField(PlaneKind plane, string name, string problem)
    {
        var place = await clusters.PlaceAsync(plane);

        var refused = (await place.Admin.PostAsync(place.Streams, Objects.Stream(name))).Expect(422);

        refused.CauseFields().Should().Contain("metadata.name");
        refused.At("message").Should().StartWith("ImageStream.image.openshift.io").And.Contain(problem);
    }

    public static TheoryData<PlaneKind, string, string> BadSpecs { get; } = Planes.Times(
        ("{dockerImageRepository: 'a/b:tag'}", "spec.dockerImageRepository"),
        ("{tags: [{name: t, from: {kind: Nope, name: x}}]}", "spec.tags[t].from.kind"),
        ("{tags: [{name: t, from: {kind: DockerImage, name: ''}}]}", "spec.tags[t].from.name"),
        ("{tags: [{name: t, from: {kind: DockerImage, name: '!!'}}]}", "spec.tags[t].from.name"),
        ("{tags: [{name: t, from: {kind: ImageStreamTag, name: 's:x'}, importPolicy: {scheduled: true}}]}", "spec.tags[t].importPolicy.scheduled"),
        ("{tags: [{name: t, referencePolicy: {type: Nope}}]}", "spec.tags[t].referencePolicy.type"),
        ("{tags: [{name: t, importPolicy: {importMode: Nope}}]}", "spec.tags[t].importPolicy.importMode"));

    [Theory]
    [MemberData(nameof(BadSpecs))]
    public async Task Create_OfABadSpec_NamesTheField(PlaneKind plane, string spec, string field)
    {
        var place = await clusters.PlaceAsync(plane);

        var refused = (await place.Admin.PostAsync(place.Streams, Objects.Stream("s", spec))).Expect(422);

        refused.CauseFields().Should().Contain(field);
        refused.At("details/kind").Should().Be("ImageStream");
        (await place.Admin.GetAsync(place.Path("s"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfWhatBelongsElsewhere_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var elsewhere = Objects.Stream("s");
        elsewhere["metadata"]!["namespace"] = "other";

        (await place.Admin.PostAsync(place.Streams, elsewhere)).Expect(400).At("message").Should().Contain("does not match the namespace");
        (await place.Admin.PostAsync(place.Streams, Objects.Image('a'))).Expect(400).At("message").Should().Contain("cannot be handled as a ImageStream");
        (await place.Admin.SendAsync(HttpMethod.Post, place.Streams, "{", "application/json")).Expect(400);
        (await place.Admin.SendAsync(HttpMethod.Post, place.Streams, "x", "text/plain")).Expect(415);
        (await place.Admin.SendAsync(HttpMethod.Post, place.Streams, "kind: ImageStream\nmetadata: {name: yaml}\n", "application/yaml")).Expect(201);
    }

    [Theory]
    [RealPlane]
    public async Task Create_OfMoreThanTheStoreTakes_IsRefusedAsTooLarge(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        foreach (var size in new[] { 1_700_000, 2_500_000 }) // what etcd, and what the connection to it refuses
        {
            var stream = Objects.Stream("s");
            stream["spec"]!["tags"] = new JsonArray(
                [.. Enumerable.Range(0, size / 1000).Select(i => Objects.Parse($"{{name: t{i}, annotations: {{a: {new string('x', 850)}}}}}"))]);

            (await place.Admin.PostAsync(place.Streams, stream)).Expect(413).At("reason").Should().Be("RequestEntityTooLarge");
        }

        (await place.Admin.GetAsync(place.Path("s"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithOwners_StoresNameAndVersionTogether(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var image = Objects.UniqueImage();
        var (name, uid) = (image.At("metadata/name")!, (await place.Admin.PostAsync(ApiClient.Images, image)).Expect(201).At("metadata/uid"));
        var stream = Objects.Stream("s");
        stream["metadata"]!["ownerReferences"] = new JsonArray(Objects.Parse($"{{apiVersion: image.openshift.io/v1, kind: Image, name: '{name}', uid: {uid}}}"));

        var created = (await place.Admin.PostAsync(place.Streams, stream)).Expect(201);

        created.At("metadata/ownerReferences/0/apiVersion").Should().Be("image.openshift.io/v1");
        created.At("metadata/ownerReferences/0/name").Should().Be(name);
        var stored = await place.GetStoredAsync("s");
        stored.At("metadata/ownerReferences/0/apiVersion").Should().Be("image.openshift.io/v1stored");
        stored.At("metadata/ownerReferences/0/name").Should().Be(name.Replace(':', '-'));
    }
}
