using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ImageTagTests(TestCluster clusters)
{
    private const string Resource = "imagetags";
    private const string FromSource = "{name: t, from: {kind: ImageStreamTag, name: 'source:latest'}}";
    private static readonly string Image = Objects.Digest('e');

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Get_HasSpecHistoryAndImage(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        var tag = await GetAsync(place, "s:t");

        var stream = await place.GetAsync("s");
        tag.At("metadata/name").Should().Be("s:t");
        foreach (var field in (string[])["uid", "resourceVersion", "generation", "creationTimestamp", "labels", "annotations"])
        {
            tag.At($"metadata/{field}").Should().Be(stream.At($"metadata/{field}"), field);
        }

        tag.At("spec").Should().Be(stream.At("spec/tags/1"));
        tag.At("status").Should().Be(stream.At("status/tags/0"));
        (tag.At("image/metadata/name"), tag.At("image/dockerImageLayers/0/size")).Should().Be((Image, "7"));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Get_OfWhatIsOnlyPartlyThere_HasNull(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var specOnly = await GetAsync(place, "s:speconly");
        var pushed = await GetAsync(place, "source:latest");

        (specOnly["status"], specOnly["image"]).Should().Be((null, null));
        specOnly.AsObject().Select(p => p.Key).Should().Contain(["status", "image"]);
        pushed["spec"].Should().BeNull();
        pushed.At("image/metadata/name").Should().Be(Image);
        await place.Admin.CreateStreamAsync(place.Namespace, "gone", $"[{{tag: t, items: [{StreamCreation.Event('d')}]}}]");
        (await GetAsync(place, "gone:t"))["image"].Should().BeNull("the image is gone");
        foreach (var (name, code, message) in ((string, int, string)[])
            [
                ("s", 400, "ImageTags must be retrieved with <name>:<tag>"),
                ("s:none", 404, "imagetags.image.openshift.io \"s:none\" not found"),
                ("nosuch:t", 404, "imagetags.image.openshift.io \"nosuch\" not found"),
            ])
        {
            (await place.Admin.GetAsync($"{place.Tags(Resource)}/{name}")).Expect(code).At("message").Should().Be(message);
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task List_HasTheTagsOfSpecAndStatus_InPages(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        var whole = (await place.Admin.GetAsync(place.Tags(Resource))).Expect(200);
        var first = (await place.Admin.GetAsync($"{place.Tags(Resource)}?limit=2")).Expect(200);
        var second = (await place.Admin.GetAsync($"{place.Tags(Resource)}?limit=2&continue={first.At("metadata/continue")}")).Expect(200);

        whole.At("kind").Should().Be("ImageTagList");
        whole.Names().Should().Equal("s:speconly", "s:t", "source:latest");
        whole["items"]!.AsArray().Should().AllSatisfy(i => i!["image"].Should().BeNull());
        first.Names().Concat(second.Names()).Should().Equal(whole.Names());
        second["metadata"]!.AsObject().Select(p => p.Key).Should().Equal("resourceVersion");
        (await place.Admin.GetAsync($"{place.Tags(Resource)}?fieldSelector=metadata.name%3Ds:t")).Expect(200).Names().Should().Equal("s:t");
        var table = (await place.Admin.GetAsync(place.Tags(Resource), ApiClient.Table)).Expect(200);
        table["rows"]![0]!["cells"]!.AsArray()[3].Should().BeNull("there is no history");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_MakesTheTagAndItsStream(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        var tag = (await place.Admin.PostAsync(place.Tags(Resource), Objects.ImageTag("new:t", FromSource, "annotations: {m: '1'}"))).Expect(201);

        (tag.At("status/items/0/image"), tag.At("image/metadata/name"), tag.At("metadata/annotations")).Should().Be((Image, Image, null));
        (await GetAsync(place, "new:t")).ToJsonString().Should().Be(tag.ToJsonString());
        (await place.Admin.PostAsync(place.Tags(Resource), Objects.ImageTag("new:t", FromSource))).Expect(409).At("message")
            .Should().Be("imagetags.image.openshift.io \"new:t\" already exists");
        (await place.Admin.PostAsync(place.Tags(Resource), Objects.ImageTag("new:u", FromSource))).Expect(422).CauseFields().Should().Equal("spec.name");
        (await place.Admin.PostAsync(place.Tags(Resource), Objects.ImageTag("new:u", "null"))).Expect(422).At("message")
            .Should().Be("ImageTag.image.openshift.io \"new:u\" is invalid: spec: Required value: spec is a required field during creation");
        (await place.Admin.PostAsync(place.Tags(Resource), Objects.ImageTag("new", "{name: latest}"))).Expect(500).At("message")
            .Should().Be("\"new\" must be of the form <stream_name>:<tag>");
        (await place.Admin.PostAsync($"{place.Tags(Resource)}?dryRun=All", Objects.ImageTag("dry:t", FromSource))).Expect(201).At("image/metadata/name").Should().Be(Image);
        (await place.Admin.GetAsync(place.Path("dry"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_ChangesTheSpecAlone(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var tag = await GetAsync(place, "s:t");
        tag["spec"]!["annotations"] = Objects.Parse("{c: d}");
        tag["spec"]!["from"] = Objects.Parse("{kind: DockerImage, name: quay.io/a/b}");
        tag["spec"]!["reference"] = true;

        var changed = (await PutAsync(place, "s:t", tag)).Expect(200);
        (await PutAsync(place, "s:t", tag)).Expect(409).At("message").Should().Contain("another caller has updated the resource version to");
        var annotated = changed.DeepClone();
        annotated["metadata"]!["annotations"] = Objects.Parse("{z: z}");
        (await PutAsync(place, "s:t", annotated)).Expect(422).CauseFields().Should().Equal("metadata");
        var emptied = changed.DeepClone();
        emptied["status"] = null;
        (await PutAsync(place, "s:t", emptied)).Expect(422).CauseFields().Should().Equal("status");

        changed.At("spec/annotations").Should().Be("{\"c\":\"d\"}");
        changed["status"]!["items"]!.AsArray().Should().HaveCount(2);
        changed["image"].Should().BeNull("a reference has no image");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_WithoutSpec_LeavesTheHistory(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var tag = await GetAsync(place, "s:t");
        tag["spec"] = null;

        var changed = (await PutAsync(place, "s:t", tag)).Expect(200);

        changed["spec"].Should().BeNull();
        changed.At("status/items/0/image").Should().Be(Image);
        (await place.GetAsync("s"))["spec"]!["tags"]!.AsArray().Select(t => t.At("name")).Should().Equal("speconly");
        (await PutAsync(place, "s:t", changed)).Expect(201);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Update_OfWhatIsMissing_MakesIt(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");

        (await PutAsync(place, "s:t", Objects.ImageTag("s:t", "{name: t, from: {kind: DockerImage, name: x/y}}"))).Expect(201).At("spec/generation").Should().Be("2");
        (await PutAsync(place, "new:t", Objects.ImageTag("new:t", "{name: t}"))).Expect(201);
        (await PutAsync(place, "none:t", Objects.ImageTag("none:t", "null"))).Expect(422).CauseFields().Should().Equal("spec");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Patch_InEveryForm_ChangesTheSpec(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var path = $"{place.Tags(Resource)}/s:t";

        (await place.Admin.MergeAsync(path, Objects.Parse("{spec: {annotations: {c: d}}}"))).Expect(200).At("spec/annotations").Should().Be("{\"c\":\"d\"}");
        (await place.Admin.StrategicAsync(path, Objects.Parse("{spec: {annotations: {e: f}}}"))).Expect(200).At("spec/annotations").Should().Be("{\"c\":\"d\",\"e\":\"f\"}");
        (await place.Admin.JsonPatchAsync(path, JsonNode.Parse("""[{"op":"remove","path":"/spec/annotations"}]""")!)).Expect(200)["spec"]!["annotations"].Should().BeNull();
        (await place.Admin.MergeAsync(path, Objects.Parse("{spec: {importPolicy: {scheduled: true}}}"))).Expect(422).CauseFields().Should().Equal("spec.importPolicy.scheduled");
        (await place.Admin.MergeAsync($"{place.Tags(Resource)}/s:none", Objects.Parse("{spec: {annotations: {c: d}}}"))).Expect(422).CauseFields().Should().Equal("spec.name");
        (await place.Admin.MergeAsync($"{place.Tags(Resource)}/s:made", Objects.Parse("{spec: {name: made}}"))).Expect(201);
        (await place.Admin.ApplyAsync(path, "m", "{kind: ImageTag, apiVersion: image.openshift.io/v1, metadata: {name: 's:t'}, spec: {name: t}}")).Expect(422).CauseFields().Should().Equal("metadata");
    }

    private static async Task<JsonNode> GetAsync(Place place, string name) => (await place.Admin.GetAsync($"{place.Tags(Resource)}/{name}")).Expect(200);

    private static Task<Answer> PutAsync(Place place, string name, JsonNode tag) => place.Admin.PutAsync($"{place.Tags(Resource)}/{name}", tag);

    /// <summary>A stream <c>source</c> with a tag that was pushed, and a stream <c>s</c> whose tag <c>t</c> is of it.</summary>
    private async Task<Place> PlaceAsync(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.EnsureImageAsync(Objects.Image('e'));
        await place.SourceAsync(Image, $"quay.io/x/y@{Image}");
        await place.CreateAsync("s", $"{{tags: [{FromSource}, {{name: speconly}}]}}");
        await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {l: '1'}, annotations: {of: stream}}}"));
        return place;
    }
}
