using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class TagUpdateTests(TestCluster clusters)
{
    private static readonly string Image = Objects.Digest('e');

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfWhatWasRead_ChangesAnnotationsAndTag(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var tag = await GetAsync(place, "s:t");
        tag["metadata"]!["annotations"] = Objects.Parse("{hello: world}");
        tag["image"]!["dockerImageReference"] = "evil/x";

        var annotated = (await place.Admin.PutAsync(Path(place, "s:t"), tag)).Expect(200);
        annotated["tag"]!["annotations"] = Objects.Parse("{of: tag}");
        annotated["tag"]!["from"] = Objects.Parse("{kind: DockerImage, name: quay.io/a/b}");
        annotated["tag"]!["reference"] = true;
        var moved = (await place.Admin.PutAsync(Path(place, "s:t"), annotated)).Expect(200);

        (annotated.At("metadata/annotations"), annotated.At("image/dockerImageReference")).Should().Be(("{\"hello\":\"world\"}", $"quay.io/x/y@{Image}"));
        moved.At("tag/annotations").Should().Be("{\"hello\":\"world\"}", "the annotations of the metadata count");
        (moved.At("tag/generation"), moved.At("image/metadata")).Should().Be(("3", "{}"));
        var stream = await place.GetAsync("s");
        stream.At("metadata/generation").Should().Be("3");
        stream["status"]!["tags"]![0]!["items"]!.AsArray().Select(i => i.At("dockerImageReference")).Should().Equal("quay.io/a/b", $"quay.io/x/y@{Image}");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfWhatIsMissing_MakesIt(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        const string Tag = "{name: other, from: {kind: ImageStreamTag, name: 'source:latest'}}";

        var inStream = (await place.Admin.PutAsync(Path(place, "s:new"), Objects.StreamTag("s:new", Tag, "annotations: {a: b}"))).Expect(201);
        var withStream = (await place.Admin.PutAsync(Path(place, "brandnew:t"), Objects.StreamTag("brandnew:t", Tag, "annotations: {a: b}"))).Expect(201);

        foreach (var (tag, name) in ((JsonNode, string)[])[(inStream, "new"), (withStream, "t")])
        {
            (tag.At("tag/name"), tag.At("image/metadata/name"), tag.At("tag/annotations")).Should().Be((name, Image, "{\"a\":\"b\"}"));
        }

        (await place.GetAsync("brandnew")).At("metadata/generation").Should().Be("1");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_WithoutATag_ChangesTheAnnotationsOfOneThatIsThere(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        (await place.Admin.PutAsync(Path(place, "s:t"), Objects.StreamTag("s:t", "null", "annotations: {a: b}"))).Expect(200).At("tag/annotations").Should().Be("{\"a\":\"b\"}");

        foreach (var name in (string[])["s:none", "source:latest", "nosuch:t"])
        {
            var (stream, tag) = (name.Split(':')[0], name.Split(':')[1]);
            (await place.Admin.PutAsync(Path(place, name), Objects.StreamTag(name, "null"))).Expect(400).At("message")
                .Should().Be($"imagestreamtag {tag} is not a spec tag in imagestream {place.Namespace}/{stream}, cannot be updated");
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfAVersion_IsOfThatVersion(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var version = (await GetAsync(place, "s:t")).At("metadata/resourceVersion");
        JsonObject Of(string name, string metadata) => Objects.StreamTag(name, "{name: t, from: {kind: ImageStreamTag, name: 'source:latest'}}", metadata);

        var stale = (await place.Admin.PutAsync(Path(place, "s:t"), Of("s:t", "resourceVersion: '1'"))).Expect(409);
        var missing = (await place.Admin.PutAsync(Path(place, "nosuch:t"), Of("nosuch:t", "resourceVersion: '1'"))).Expect(404);
        var other = (await place.Admin.PutAsync(Path(place, "s:t"), Of("s:t", "uid: other"))).Expect(422);

        stale.At("message").Should().Be($"Operation cannot be fulfilled on imagestreamtags.image.openshift.io \"s:t\": another caller has updated the resource version to {version}");
        stale.At("details/kind").Should().Be("imagestreamtags");
        missing.At("message").Should().Be("imagestreamtags.image.openshift.io \"nosuch:t\" not found");
        other.CauseFields().Should().Equal("metadata.uid", "metadata");
        (await place.Admin.PutAsync(Path(place, "s:t"), Of("s:t", $"resourceVersion: '{version}'"))).Expect(200);
        (await place.Admin.PutAsync(Path(place, "s:t"), Of("s:t", "annotations: {a: b}"))).Expect(200); // blind
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_MayLeaveLabelsOut_NotChangeThem(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {l: '1'}}}"));

        (await place.Admin.PutAsync(Path(place, "s:t"), Objects.StreamTag("s:t", "null"))).Expect(200).At("metadata/labels").Should().Be("{\"l\":\"1\"}");
        var refused = (await place.Admin.PutAsync(Path(place, "s:t"), Objects.StreamTag("s:t", "null", "labels: {l: '2'}"))).Expect(422);

        refused.At("message").Should().Be("ImageStreamTag.image.openshift.io \"s:t\" is invalid: metadata: Invalid value: \"\": may not update fields other than metadata.annotations");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_UnderAnotherName_IsRefused(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        (await place.Admin.PutAsync(Path(place, "s:t"), Objects.StreamTag("s:other", "{name: t}"))).Expect(400).At("message")
            .Should().Be("the name of the object (s:other) does not match the name on the URL (s:t)");
        (await place.Admin.PutAsync(Path(place, "s"), Objects.StreamTag("s", "{name: t}"))).Expect(400).At("message")
            .Should().Be("ImageStreamTags must be retrieved with <name>:<tag>");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_AsADryRun_WritesNothing(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var before = await place.GetAsync("s");

        var shown = (await place.Admin.PutAsync(
            $"{Path(place, "s:t")}?dryRun=All", Objects.StreamTag("s:t", "{name: t, from: {kind: DockerImage, name: quay.io/a/b}, reference: true}"))).Expect(200);
        (await place.Admin.PutAsync($"{Path(place, "nosuch:t")}?dryRun=All", Objects.StreamTag("nosuch:t", "{name: t}"))).Expect(201);

        shown.At("tag/generation").Should().Be("2");
        (await place.GetAsync("s")).ToJsonString().Should().Be(before.ToJsonString());
        (await place.Admin.GetAsync(place.Path("nosuch"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_ThatMakesTheStream_NeedsTheRightToCreate(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreamtags], verbs: [get, update, patch]}");
        var alice = place.Cluster.As("alice-token");

        (await alice.PutAsync(Path(place, "s:new"), Objects.StreamTag("s:new", "{name: t}"))).Expect(201);
        var refused = (await alice.PutAsync(Path(place, "new:t"), Objects.StreamTag("new:t", "{name: t}"))).Expect(403);

        refused.At("message").Should().Contain("cannot create resource \"imagestreamtags\"");
        (await place.Admin.GetAsync(place.Path("new"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_InEveryForm_ChangesTheTag(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var path = Path(place, "s:t");

        var merged = (await place.Admin.MergeAsync(path, Objects.Parse("{metadata: {annotations: {a: '1'}}}"))).Expect(200);
        var strategic = (await place.Admin.StrategicAsync(path, Objects.Parse("{metadata: {annotations: {b: '2'}}, image: {dockerImageReference: evil/x}}"))).Expect(200);
        var json = (await place.Admin.JsonPatchAsync(path, JsonNode.Parse("""[{"op":"test","path":"/tag/name","value":"t"},{"op":"replace","path":"/tag/from","value":{"kind":"DockerImage","name":"quay.io/a/b"}}]""")!)).Expect(200);

        merged.At("tag/annotations").Should().Be("{\"a\":\"1\"}");
        strategic.At("tag/annotations").Should().Be("{\"a\":\"1\",\"b\":\"2\"}");
        strategic.At("image/dockerImageReference").Should().Be($"quay.io/x/y@{Image}");
        (json.At("tag/from/name"), json.At("tag/annotations/a")).Should().Be(("quay.io/a/b", "1"));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_OfWhatIsMissing_MakesIt_WhenItGivesATag(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        (await place.Admin.MergeAsync(Path(place, "s:new"), Objects.Parse("{tag: {from: {kind: ImageStreamTag, name: 'source:latest'}}}"))).Expect(201).At("image/metadata/name").Should().Be(Image);
        (await place.Admin.MergeAsync(Path(place, "s:none"), Objects.Parse("{metadata: {annotations: {a: b}}}"))).Expect(400).At("message").Should().Contain("is not a spec tag in imagestream");
        (await place.Admin.MergeAsync(Path(place, "s:t"), Objects.Parse("{metadata: {resourceVersion: '1'}}"))).Expect(409);
        var warned = await place.Admin.MergeAsync(Path(place, "s:t"), Objects.Parse("{tag: {foo: bar}}"));
        warned.Expect(200);
        warned.Warnings.Should().ContainSingle().Which.Should().Contain("unknown field");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_MakesTheStream_AndIsRefusedForOneThatIsThere(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        const string Document = "{{kind: ImageStreamTag, apiVersion: image.openshift.io/v1, metadata: {{name: '{0}'}}, tag: {{name: t, from: {{kind: ImageStreamTag, name: 'source:latest'}}}}}}";
        Task<Answer> ApplyAsync(string name) =>
            place.Admin.ApplyAsync(Path(place, name), "m", string.Format(System.Globalization.CultureInfo.InvariantCulture, Document, name));

        (await ApplyAsync("new:t")).Expect(201).At("image/metadata/name").Should().Be(Image);
        (await ApplyAsync("s:ssa")).Expect(422).At("message")
            .Should().Be("ImageStreamTag.image.openshift.io \"s:ssa\" is invalid: metadata: Invalid value: \"\": may not update fields other than metadata.annotations");
        (await place.Admin.SendAsync(HttpMethod.Patch, Path(place, "s:ssa"), "{}", "application/apply-patch+yaml")).Expect(422).CauseFields().Should().Equal("fieldManager");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Updates_ByManyAtOnce_AllArrive(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            place.Admin.PutAsync(Path(place, $"s:t{i}"), Objects.StreamTag($"s:t{i}", "{name: t, from: {kind: ImageStreamTag, name: 'source:latest'}}"))));

        answers.Should().AllSatisfy(a => a.Expect(201));
        (await place.GetAsync("s"))["status"]!["tags"]!.AsArray().Should().HaveCount(7);
    }

    private static string Path(Place place, string name) => $"{place.Tags()}/{name}";

    private static async Task<JsonNode> GetAsync(Place place, string name) => (await place.Admin.GetAsync(Path(place, name))).Expect(200);

    /// <summary>A stream <c>source</c> with a tag that was pushed, and a stream <c>s</c> whose tag <c>t</c> is of it.</summary>
    private async Task<Place> PlaceAsync(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.EnsureImageAsync(Objects.Image('e'));
        await place.SourceAsync(Image, $"quay.io/x/y@{Image}");
        await place.CreateAsync("s", "{tags: [{name: t, from: {kind: ImageStreamTag, name: 'source:latest'}}]}");
        return place;
    }
}
