using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class TagCreateTests(TestCluster clusters)
{
    private const string FromSource = "{name: t, from: {kind: ImageStreamTag, name: 'source:latest'}}";
    private static readonly string Image = Objects.Digest('e');

    public static TheoryData<PlaneKind, string, string> BadTags => Planes.Times(
        ("{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {name: notag}, tag: {name: t}}", "500  \"notag\" must be of the form <stream_name>:<tag>"),
        (
            "{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {}, tag: {name: t}}",
            "422 Invalid ImageStreamTag.image.openshift.io \"\" is invalid: metadata.name: Required value: name or generateName is required"),
        (
            "{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {name: 's:t'}, tag: {name: t, from: {kind: Foo, name: x}}}",
            "422 Invalid ImageStreamTag.image.openshift.io \"s:t\" is invalid: tag.from.kind: Required value: valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'"),
        (
            "{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {name: 's:t'}, tag: {name: t, annotations: {a: b}}}",
            "422 Invalid ImageStreamTag.image.openshift.io \"s:t\" is invalid: tag.annotations: Invalid value: \"<map>\": tag annotations must not be provided or must be equal to the object meta annotations"),
        (
            "{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {name: 'Bad!:t'}, tag: {name: t}}",
            "422 Invalid ImageStream.image.openshift.io \"Bad!\" is invalid: metadata.name: Invalid value: \"Bad!\": must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\""),
        (
            "{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {name: 's:t'}, tag: {name: t, from: {kind: ImageStreamTag, name: 'nosuch:x'}}}",
            "422 Invalid ImageStream.image.openshift.io \"s\" is invalid: []: Internal error: imagestreams \"s\" is invalid: spec.tags[t].from.name: Not found: \"nosuch:x\""),
        ("{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {generateName: 's:t'}, tag: {name: t}}", "500 InternalError Internal error occurred: metadata.name was not generated"),
        ("{apiVersion: image.openshift.io/v1, kind: Image, metadata: {name: 's:t'}}", "400 BadRequest "));

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_MakesTheStreamThatIsMissing(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        var tag = (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("s:t", FromSource))).Expect(201);

        var stream = await place.GetAsync("s");
        stream.At("spec/tags/0/name").Should().Be("t");
        stream.At("status/tags/0/items/0/image").Should().Be(Image);
        tag.At("kind").Should().Be("ImageStreamTag");
        tag.At("image/metadata/name").Should().Be(Image);
        tag.At("image/dockerImageLayers/0/size").Should().Be("7", "the whole image is in the answer");
        tag.At("tag/generation").Should().Be("1");
        tag.At("metadata/uid").Should().Be(stream.At("metadata/uid"));
        tag.At("metadata/resourceVersion").Should().Be(stream.At("metadata/resourceVersion"));
        (await place.Admin.GetAsync($"{place.Tags()}/s:t")).Expect(200).ToJsonString().Should().Be(tag.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_InAStreamThatIsThere_CountsUp_AndFollowsTagsOfItsOwn(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("s:t", FromSource))).Expect(201);

        var follower = (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("s:f", "{name: other, from: {kind: ImageStreamTag, name: t}}"))).Expect(201);
        var pinned = (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("s:p", "{name: p, from: {kind: ImageStreamImage, name: 'source@eeee'}}"))).Expect(201);

        (follower.At("tag/name"), follower.At("tag/generation"), follower.At("generation")).Should().Be(("f", "2", "2"));
        (pinned.At("image/metadata/name"), pinned.At("tag/generation")).Should().Be((Image, "3"));
        (await place.GetAsync("s")).At("metadata/generation").Should().Be("3");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfATagThatWaits_IsBlank(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        foreach (var tag in (string[])["{name: t, from: {kind: DockerImage, name: quay.io/x/y}}", "{name: t, from: {kind: DockerImage, name: quay.io/x/y}, reference: true}", "{name: t}"])
        {
            var name = $"s{Guid.NewGuid():N}"[..10];
            var created = (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag($"{name}:t", tag, "annotations: {a: b}"))).Expect(201);

            (created.At("generation"), created.At("image/metadata"), created.At("image/dockerImageReference")).Should().Be(("0", "{}", null));
            created.At("tag/annotations").Should().BeNull("only those of the tag are kept");
            created["metadata"]!["annotations"].Should().BeNull();
            created.At("metadata/creationTimestamp").Should().Be((await place.GetAsync(name)).At("metadata/creationTimestamp"));
            (await place.Admin.GetAsync($"{place.Tags()}/{name}:t")).Expect(404);
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithoutATag_OnlyMakesSureOfTheStream(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("s:t", "null"))).Expect(201)["tag"].Should().BeNull();
        (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("s:t", "null"))).Expect(201);

        var stream = await place.GetAsync("s");
        stream.At("spec").Should().Be("{\"lookupPolicy\":{\"local\":false}}");
        stream.At("metadata/generation").Should().Be("1");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfATagOfTheSpec_IsRefused_OfOneThatWasPushedNot(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        await place.CreateAsync("s", "{tags: [{name: t}]}");

        var refused = (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("s:t", "{name: t}"))).Expect(409);

        refused.At("message").Should().Be("imagestreamtag.image.openshift.io \"s:t\" already exists");
        (refused.At("details/kind"), refused.At("details/name")).Should().Be(("imagestreamtag", "s:t"));
        (await place.Admin.PostAsync(place.Tags(), Objects.StreamTag("source:latest", "{name: latest}"))).Expect(201).At("image/metadata/name").Should().Be(Image);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_IgnoresImageConditionsAndLookupPolicy(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        var sent = Objects.StreamTag("s:t", FromSource);
        sent["image"] = Objects.Parse("{metadata: {name: 'sha256:x'}, dockerImageReference: evil/x}");
        sent["lookupPolicy"] = Objects.Parse("{local: true}");
        sent["generation"] = 9;

        var created = (await place.Admin.PostAsync(place.Tags(), sent)).Expect(201);

        (created.At("image/metadata/name"), created.At("lookupPolicy/local"), created.At("generation")).Should().Be((Image, "false", "1"));
    }

    [Theory]
    [MemberData(nameof(BadTags))]
    public async Task Create_OfABadTag_Says(PlaneKind plane, string tag, string expected)
    {
        var place = await PlaceAsync(plane);

        var answer = await place.Admin.PostAsync(place.Tags(), Objects.Parse(tag));

        $"{answer.Code} {answer.Json.At("reason")} {answer.Message}".Should().StartWith(expected);
        (await place.Admin.GetAsync(place.Path("s"))).Expect(404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_InAMissingNamespace_SaysThatFirst(PlaneKind plane)
    {
        var cluster = await clusters.OnAsync(plane);

        foreach (var from in (string[])["x:y", "x"])
        {
            var answer = (await cluster.Admin.PostAsync(
                $"{ApiClient.Group}/namespaces/nosuch/imagestreamtags", Objects.StreamTag("s:t", $"{{name: t, from: {{kind: ImageStreamTag, name: '{from}'}}}}"))).Expect(404);

            (answer.At("message"), answer.At("details/kind")).Should().Be(("namespaces \"nosuch\" not found", "namespaces"));
        }
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_AsADryRun_ShowsWhatItWouldBe(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        await place.CreateAsync("s");

        foreach (var name in (string[])["s:t", "new:t"])
        {
            var shown = (await place.Admin.PostAsync($"{place.Tags()}?dryRun=All", Objects.StreamTag(name, FromSource))).Expect(201);
            shown.At("image/metadata/name").Should().Be(Image);
            (await place.Admin.GetAsync($"{place.Tags()}/{name}")).Expect(404);
        }

        (await place.Admin.GetAsync(place.Path("new"))).Expect(404);
        (await place.GetAsync("s")).At("metadata/generation").Should().Be("1");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_FromAnotherNamespace_NeedsTheRightOfWhoAsks(PlaneKind plane)
    {
        var (place, foreign) = (await PlaceAsync(plane), await PlaceAsync(plane));
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreamtags, imagetags], verbs: ['*']}");
        var alice = place.Cluster.As("alice-token");
        var tag = $"{{name: t, from: {{kind: ImageStreamTag, name: 'source:latest', namespace: {foreign.Namespace}}}}}";

        var refused = (await alice.PostAsync(place.Tags(), Objects.StreamTag("s:t", tag))).Expect(422);
        (await alice.PostAsync(place.Tags("imagetags"), Objects.ImageTag("s:t", tag))).Expect(422);
        await foreign.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreams/layers], verbs: [get]}");

        refused.At("message").Should().Contain($"spec.tags[t].from: Forbidden: {foreign.Namespace}/source");
        await TestKit.Eventually.Succeeds(async () => (await alice.PostAsync(place.Tags(), Objects.StreamTag("s:t", tag))).Expect(201).At("image/metadata/name").Should().Be(Image));
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfManyAtOnce_LosesNone(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => place.Admin.PostAsync(place.Tags(), Objects.StreamTag($"s:t{i}", FromSource.Replace("name: t,", $"name: t{i},", StringComparison.Ordinal)))));

        answers.Should().AllSatisfy(a => a.Expect(201).At("image/metadata/name").Should().Be(Image));
        var stream = await place.GetAsync("s");
        stream["spec"]!["tags"]!.AsArray().Should().HaveCount(8);
        stream["status"]!["tags"]!.AsArray().Should().HaveCount(8);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithUnknownFields_WarnsOrRefuses(PlaneKind plane)
    {
        var place = await PlaceAsync(plane);
        JsonObject With(string name) => Objects.Parse($"{{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {{name: '{name}'}}, tag: {{name: t, foo: bar}}}}");

        var warned = await place.Admin.PostAsync(place.Tags(), With("s:t"));
        var refused = await place.Admin.PostAsync($"{place.Tags()}?fieldValidation=Strict", With("s:u"));
        var silent = await place.Admin.PostAsync($"{place.Tags()}?fieldValidation=Ignore", With("s:v"));

        warned.Expect(201);
        warned.Warnings.Should().ContainSingle().Which.Should().Contain("unknown field \\\"tag.foo\\\"");
        refused.Expect(400).At("message").Should().Contain("strict decoding error: unknown field \"tag.foo\"");
        silent.Expect(201);
        silent.Warnings.Should().BeEmpty();
    }

    private async Task<Place> PlaceAsync(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.Admin.EnsureImageAsync(Objects.Image('e'));
        await place.SourceAsync(Image, $"quay.io/x/y@{Image}");
        return place;
    }
}
