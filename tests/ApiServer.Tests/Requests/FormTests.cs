using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>In which forms every kind is read and written.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FormTests(TestCluster clusters)
{
    private const string Yaml = "application/yaml";
    private const string Partial = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private const string PartialList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    public static TheoryData<PlaneKind, string> Read { get; } = SampledKind.With("get");

    public static TheoryData<PlaneKind, string> Listed { get; } = SampledKind.With("list");

    public static TheoryData<PlaneKind, string> Created { get; } = SampledKind.With("create");

    [Theory]
    [MemberData(nameof(Read))]
    public async Task Get_OfEveryKind_InEveryForm(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var name = await kind.ExistingAsync(place);
        var path = kind.Path(place, name);

        var json = (await place.Admin.GetAsync(path)).Expect(200);
        (json.At("kind"), json.At("apiVersion"), json.At("metadata/name")).Should().Be((kind.Kind, "image.openshift.io/v1", name));

        var yaml = await place.Admin.GetAsync(path, Yaml);
        yaml.ContentHeaders.ContentType!.MediaType.Should().Be(Yaml);
        JsonNode.DeepEquals(Objects.Parse(yaml.Text), json).Should().BeTrue("{0} says the same as {1}", yaml.Text, json);

        var table = (await place.Admin.GetAsync($"{path}?includeObject=Object", ApiClient.Table)).Expect(200);
        (table.At("kind"), table.At("rows/0/cells/0"), table.At("rows/0/object/kind")).Should().Be(("Table", name, kind.Kind));

        var metadata = (await place.Admin.GetAsync(path, Partial)).Expect(200);
        foreach (var node in (JsonNode[])[metadata, json])
        {
            node["metadata"]!.AsObject().Remove("uid"); // a tag, told alone, is not its stream
        }

        (metadata.At("kind"), metadata.At("metadata")).Should().Be(("PartialObjectMetadata", json.At("metadata")));

        (await place.Admin.GetAsync(path, PartialList)).Expect(406);
        (await place.Admin.GetAsync(path, Protobuf)).Expect(406).At("message").Should().Contain("application/json, application/yaml");
        (await place.Admin.GetAsync(path, $"{Protobuf},application/json")).Expect(200);
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public async Task List_OfEveryKind_InEveryForm(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var name = await kind.ExistingAsync(place);
        var path = $"{kind.Collection(place)}?fieldSelector=metadata.name%3D{Uri.EscapeDataString(name)}";

        var json = (await place.Admin.GetAsync(path)).Expect(200);
        json.At("kind").Should().Be($"{kind.Kind}List");
        json.Names().Should().Equal(name);

        Objects.Parse((await place.Admin.GetAsync(path, Yaml)).Text).Names().Should().Equal(name);
        foreach (var (include, row) in ((string, string?)[])[("Object", kind.Kind), ("Metadata", "PartialObjectMetadata"), ("None", null)])
        {
            var table = (await place.Admin.GetAsync($"{path}&includeObject={include}", ApiClient.Table)).Expect(200);
            (table.At("kind"), table.At("rows/0/cells/0"), table.At("rows/0/object/kind")).Should().Be(("Table", name, row));
            table.At("metadata/resourceVersion").Should().NotBeNullOrEmpty();
        }

        var metadata = (await place.Admin.GetAsync(path, PartialList)).Expect(200);
        metadata.At("kind").Should().Be("PartialObjectMetadataList");
        metadata.Names().Should().Equal(name);
        (await place.Admin.GetAsync(path, Partial)).Expect(406);
        (await place.Admin.GetAsync(path, "text/html")).Expect(406).At("message").Should().Contain("application/json, application/yaml");
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public async Task Watch_OfEveryKind_InEveryForm(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var name = await kind.ExistingAsync(place);
        var path = $"{kind.Collection(place)}?watch=true&fieldSelector=metadata.name%3D{Uri.EscapeDataString(name)}";

        foreach (var (accept, shown) in ((string, string)[])[("application/json", kind.Kind), (ApiClient.Table, "Table"), (Partial, "PartialObjectMetadata")])
        {
            using var watch = await place.Admin.WatchAsync(path, accept);
            var added = (await watch.NextAsync())!;
            (added.At("type"), added.At("object/kind")).Should().Be(("ADDED", shown));
        }

        (await place.Admin.GetAsync(path, Yaml)).Code.Should().Be(406);
        (await place.Admin.GetAsync(path, PartialList)).Expect(406);
    }

    [Theory]
    [MemberData(nameof(Created))]
    public async Task Create_OfEveryKind_TakesYaml_AndAnswersInIt(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var document = await kind.NewAsync(place);

        var answer = await place.Admin.SendAsync(HttpMethod.Post, kind.Collection(place), GenericApiServer.KubeYaml.ToText(document), Yaml, Yaml);

        answer.Code.Should().Be(201, answer.Text);
        answer.ContentHeaders.ContentType!.MediaType.Should().Be(Yaml);
        Objects.Parse(answer.Text).At("kind").Should().Be(resource == "imagestreammappings" ? "Status" : kind.Kind);
    }

    [Theory]
    [MemberData(nameof(Created))]
    public async Task Create_InAFormThatIsNotServed_IsRefused_AndWritesNothing(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var body = (await kind.NewAsync(place)).ToJsonString();

        foreach (var type in (string[])["text/plain", Protobuf, "application/merge-patch+json"])
        {
            (await place.Admin.SendAsync(HttpMethod.Post, kind.Collection(place), body, type)).Expect(415).At("message").Should().Contain("application/json");
        }

        (await place.Admin.SendAsync(HttpMethod.Post, kind.Collection(place), body, "application/json", "text/html")).Expect(406);
        (await place.Admin.SendAsync(HttpMethod.Post, kind.Collection(place), body, "application/json")).Expect(201);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task LongAnswers_AreCompressed_ForThoseWhoCanReadThat(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var stream = Objects.Stream("long");
        stream["spec"]!["tags"] = new JsonArray([.. Enumerable.Range(0, 10).Select(i => Objects.Parse(
            $"{{name: t{i}, annotations: {{a: {new string('x', 20_000)}}}, from: {{kind: DockerImage, name: quay.io/x/y}}, reference: true}}"))]);
        (await place.Admin.PostAsync(place.Streams, stream)).Expect(201);

        foreach (var path in (string[])[place.Path("long"), place.Streams, place.Tags("imagetags"), $"{place.Streams}?limit=1"])
        {
            var plain = await place.Admin.SendAsync(HttpMethod.Get, path, null, null);
            var packed = await place.Admin.SendAsync(HttpMethod.Get, path, null, null, null, ("Accept-Encoding", "gzip"));

            plain.ContentHeaders.ContentEncoding.Should().BeEmpty();
            plain.Expect(200);
            (packed.Code, string.Join(',', packed.ContentHeaders.ContentEncoding)).Should().Be((200, "gzip"), "of {0}", path);
            packed.Text.Length.Should().BeLessThan(plain.Text.Length / 4);
        }
    }
}
