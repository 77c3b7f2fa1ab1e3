using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class StreamPatchTests(TestCluster clusters)
{
    private const string TwoTags = "{tags: [{name: a, from: {kind: DockerImage, name: x/a}}, {name: b, from: {kind: DockerImage, name: x/b}}]}";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task MergePatch_ChangesWhatItNames(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar", TwoTags);
        (await place.Admin.MergeAsync(place.Path("foo_bar"), Objects.Parse("{metadata: {labels: {a: b, c: d}}}"))).Expect(200);

        var patched = (await place.Admin.MergeAsync(place.Path("foo_bar"), Objects.Parse("""
            {metadata: {labels: {a: null}, name: foo_bar}, spec: {tags: [{name: z, from: {kind: DockerImage, name: x/z}, reference: true}]}, status: {tags: null}}
            """))).Expect(200);

        patched.At("metadata/labels").Should().Be("""{"c":"d"}""");
        patched["spec"]!["tags"]!.AsArray().Select(t => t.At("name")).Should().Equal("z");
        patched.At("metadata/generation").Should().Be("2");
        patched.At("status/tags/0/items/0/dockerImageReference").Should().Be("x/z");
        patched.ToJsonString().Should().Be((await place.GetAsync("foo_bar")).ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task JsonPatch_MeetsTheServedObject(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("foo_bar", TwoTags);
        var uid = (await place.CreateAsync("o_o")).At("metadata/uid");

        var patched = (await place.Admin.JsonPatchAsync(place.Path("foo_bar"), JsonNode.Parse($$"""
            [{"op":"test","path":"/apiVersion","value":"image.openshift.io/v1"},
             {"op":"test","path":"/metadata/name","value":"foo_bar"},
             {"op":"test","path":"/status/dockerImageRepository","value":"{{TestCluster.RegistryHost}}/{{place.Namespace}}/foo_bar"},
             {"op":"add","path":"/metadata/ownerReferences","value":[{"apiVersion":"image.openshift.io/v1","kind":"ImageStream","name":"o_o","uid":"{{uid}}"}]},
             {"op":"replace","path":"/spec/tags/0/from/name","value":"x/c"}]
            """)!)).Expect(200);

        patched.At("metadata/ownerReferences/0/name").Should().Be("o_o");
        patched.At("spec/tags/0/from/name").Should().Be("x/c");
        patched.At("spec/tags/0/generation").Should().Be("2");
        (await place.GetStoredAsync("foo--5fbar")).At("metadata/ownerReferences/0/name").Should().Be("o--5fo");

        var failed = (await place.Admin.JsonPatchAsync(place.Path("foo_bar"), JsonNode.Parse("""[{"op":"test","path":"/kind","value":"X"}]""")!)).Expect(422);
        failed.At("reason").Should().Be("Invalid");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task JsonPatch_OfManagedFields_TakesThoseThatWereServed(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s", "{tags: [{name: a, from: {kind: DockerImage, name: x/a}, reference: true}]}");
        var entries = stream["metadata"]!["managedFields"]!.DeepClone();
        entries[0]!["manager"] = "kubectl";
        entries[0]!["operation"] = "Apply";

        // What kubectl sends when it begins to apply on the server what it applied itself before.
        var patched = (await place.Admin.JsonPatchAsync(place.Path("s"), new JsonArray(
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = entries },
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/resourceVersion", ["value"] = stream.At("metadata/resourceVersion") }))).Expect(200);

        patched["metadata"]!["managedFields"]!.AsArray().Select(e => (e.At("manager"), e.At("operation"), e.At("apiVersion")))
            .Should().Equal(("kubectl", "Apply", "image.openshift.io/v1"));
        (await place.GetStoredAsync("s"))["metadata"]!["managedFields"]!.AsArray().Select(e => (e.At("manager"), e.At("apiVersion"))).Should().BeEquivalentTo(
            [("kubectl", "image.openshift.io/v1stored"), ("imagestreams-apiserver", "image.openshift.io/v1stored")]);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task StrategicPatch_MergesTagsByName(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s", TwoTags);

        var patched = (await place.Admin.StrategicAsync(place.Path("s"), Objects.Parse("""
            {spec: {tags: [{name: b, annotations: {k: v}}, {name: a, $patch: delete}, {name: c, from: {kind: DockerImage, name: x/c}}]}}
            """))).Expect(200);

        patched["spec"]!["tags"]!.AsArray().Select(t => (t.At("name"), t.At("from/name"), t.At("annotations"), t.At("generation")))
            .Should().Equal(("b", "x/b", """{"k":"v"}""", "1"), ("c", "x/c", null, "2"));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_ThatChangesNothing_StoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s", TwoTags);

        (await place.EventsOfAsync(async () =>
        {
            (await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {a: null}}}"))).Expect(200);
            (await place.Admin.StrategicAsync(place.Path("s"), Objects.Parse("{spec: {tags: [{name: a}]}}"))).Expect(200);
        })).Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_OfManyAtOnce_AppliesEach(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            place.Admin.StrategicAsync(place.Path("s"), Objects.Parse($"{{spec: {{tags: [{{name: t{i}, from: {{kind: DockerImage, name: x/y{i}}}, reference: true}}]}}}}"))));

        answers.Select(a => a.Code == 200 ? "" : a.Text).Should().OnlyContain(text => text.Length == 0);
        var stream = await place.GetAsync("s");
        stream["spec"]!["tags"]!.AsArray().Should().HaveCount(8);
        stream["status"]!["tags"]!.AsArray().Should().HaveCount(8);
        stream["status"]!["tags"]!.AsArray().Should().OnlyContain(t => t.At("items/1") == null);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_ThatNamesAVersion_IsHeldToIt(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s");
        var patch = Objects.Parse($"{{metadata: {{resourceVersion: '{stream.At("metadata/resourceVersion")}', labels: {{a: b}}}}}}");

        (await place.Admin.MergeAsync(place.Path("s"), patch)).Expect(200);
        patch["metadata"]!["labels"]!["a"] = "c";
        (await place.Admin.MergeAsync(place.Path("s"), patch)).Expect(409).At("reason").Should().Be("Conflict");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_WithAnnotationsThatTheImporterDoesNotFollow_DoesWhatIsWantedAndWarns(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        var wrong = await place.Admin.MergeAsync(place.Path("s"), Objects.Parse(
            "{metadata: {annotations: {importer.image.openshift.io/tag-regexp: x, importer.image.openshift.io/tag-newest: many}}}"));
        var right = await place.Admin.MergeAsync(place.Path("s"), Objects.Parse(
            "{metadata: {annotations: {importer.image.openshift.io/tag-regexp: null, importer.image.openshift.io/tag-newest: '5'}}}"));

        wrong.Expect(200).At("metadata/annotations").Should().Contain("many");
        wrong.Warnings.Should().Equal(
            "299 - \"metadata.annotations[importer.image.openshift.io/tag-regexp]: unknown annotation of the importer\"",
            "299 - \"annotation importer.image.openshift.io/tag-newest: \\\"many\\\" is no number above zero; nothing is imported from the repository\"");
        right.Expect(200);
        right.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Post_OfATagWithAnAnnotationThatMeansNothingThere_Warns()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);

        var answer = await place.Admin.PostAsync(place.Tags(), Objects.Parse("""
            {apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {name: 's:a', annotations: {importer.image.openshift.io/tag-regex: x}},
             tag: {from: {kind: DockerImage, name: x/y}, annotations: {importer.image.openshift.io/tag-regex: x}}}
            """));

        answer.Expect(201);
        answer.Warnings.Should().Equal(
            "299 - \"spec.tags[a].annotations[importer.image.openshift.io/tag-regex]: has a meaning on a stream, none on a tag\"");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_WithUnknownFields_DoesWhatIsWanted(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        var patch = Objects.Parse("{spec: {tagz: 1}}");

        var strict = await place.Admin.MergeAsync($"{place.Path("s")}?fieldValidation=Strict", patch);
        var warned = await place.Admin.MergeAsync(place.Path("s"), patch);
        var ignored = await place.Admin.MergeAsync($"{place.Path("s")}?fieldValidation=Ignore", patch);

        strict.Expect(422).At("message").Should().Contain("unknown field \"spec.tagz\"");
        warned.Expect(200);
        warned.Warnings.Should().ContainSingle().Which.Should().Contain("unknown field \\\"spec.tagz\\\"");
        ignored.Expect(200);
        ignored.Warnings.Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_OfWhatCannotBe_IsRefused(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        (await place.Admin.MergeAsync(place.Path("nosuch"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(404);
        (await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {name: t}}"))).Expect(400);
        (await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{spec: {tags: no}}"))).Expect(422);
        (await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{spec: {tags: [{name: a, from: {kind: Nope, name: x}}]}}"))).Expect(422)
            .CauseFields().Should().Contain("spec.tags[a].from.kind");
        (await place.Admin.SendAsync(HttpMethod.Patch, place.Path("s"), "{}", "application/json")).Expect(415);
        (await place.Admin.SendAsync(HttpMethod.Patch, place.Path("s"), "{", "application/merge-patch+json")).Expect(400);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_AsADryRun_StoresNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = await place.CreateAsync("s");

        var patched = (await place.Admin.MergeAsync(
            $"{place.Path("s")}?dryRun=All", Objects.Parse("{spec: {tags: [{name: a, from: {kind: DockerImage, name: x/y}, reference: true}]}}"))).Expect(200);

        patched.At("spec/tags/0/generation").Should().Be("2");
        patched.At("status/tags/0/items/0/dockerImageReference").Should().Be("x/y");
        (await place.GetAsync("s")).ToJsonString().Should().Be(stream.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_RemembersWhoOwnsWhatItChanged(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s", "{dockerImageRepository: x/y}");

        var patched = (await place.Admin.MergeAsync($"{place.Path("s")}?fieldManager=me", Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);

        patched["metadata"]!["managedFields"]!.AsArray().Single(e => e.At("manager") == "me").At("fieldsV1")
            .Should().Be("""{"f:metadata":{"f:labels":{".":{},"f:a":{}}}}""");
    }
}
