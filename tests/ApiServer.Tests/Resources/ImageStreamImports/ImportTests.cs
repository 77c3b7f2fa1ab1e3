using System.Text.Json.Nodes;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class ImportTests(TestCluster clusters) : IAsyncLifetime
{
    private ImportRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await ImportRegistry.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_ForAStreamThatIsNotThere_MakesItWithSpecStatusAndImage(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        _registry.Serve("1", _registry.First);
        var name = ImportRegistry.NameOf(_registry.First);
        JsonNode answer = null!;

        var events = await place.EventsOfAsync(async () => answer = (await place.ImportAsync(
            ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")), "labels: {a: b}, annotations: {c: d}, uid: foreign")).Expect(201));

        events.Should().Equal("ADDED", "MODIFIED");
        (answer.At("kind"), answer.At("apiVersion"), answer.At("metadata/name"), answer.At("metadata/labels/a")).Should().Be(("ImageStreamImport", "image.openshift.io/v1", "s", "b"));
        answer.At("metadata/uid").Should().NotBeNull().And.NotBe("foreign");
        answer.At("metadata/creationTimestamp").Should().NotBeNull();
        answer.At("spec/images/0/importPolicy/importMode").Should().Be("Legacy");
        answer.At("spec/images/0/referencePolicy/type").Should().Be("Source");
        answer.At("status/images/0/status").Should().Be("""{"metadata":{},"status":"Success"}""");
        answer.At("status/images/0/tag").Should().Be("1");
        answer.At("status/images/0/image/metadata/name").Should().Be(name);
        answer.At("status/images/0/image/metadata/resourceVersion").Should().NotBeNull("it was made just now");
        answer.At("status/images/0/image/dockerImageManifest").Should().BeNull();
        var image = (await place.Admin.GetAsync($"{ApiClient.Images}/{name}")).Expect(200);
        image.At("metadata/uid").Should().Be(answer.At("status/images/0/image/metadata/uid"));
        var stream = await place.GetAsync("s");
        stream.At("metadata/labels").Should().BeNull("what the request is labelled with is not the stream's");
        stream.At("metadata/generation").Should().Be("1");
        ImportCalls.Spec(stream, "latest").At("from/name").Should().Be($"{_registry.Repository}:1");
        ImportCalls.Item(stream, "latest").Should().Be(name);
        stream.AsObject().Remove("kind");
        stream.AsObject().Remove("apiVersion");
        answer["status"]!["import"]!.ToJsonString().Should().Be(stream.ToJsonString());
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfWhatIsThereAlready_WritesNothing(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        _registry.Serve("1", _registry.First);
        (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")))).Expect(201);
        JsonNode answer = null!;

        var events = await place.EventsOfAsync(
            async () => answer = (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")))).Expect(201));

        events.Should().BeEmpty();
        ImportCalls.Item(answer["status"]!["import"]!, "latest").Should().Be(ImportRegistry.NameOf(_registry.First));
        answer.At("status/images/0/image/metadata/uid").Should().NotBeNull();
        answer.At("status/images/0/image/metadata/resourceVersion").Should().BeNull("it was there before");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WithOneImageThatFails_KeepsTheOther(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        _registry.Serve("1", _registry.First);

        var answer = (await place.ImportAsync(ImportCalls.Images(
            ImportCalls.Image($"{_registry.Repository}:none", "bad"), ImportCalls.Image($"{_registry.Repository}:1", "good")))).Expect(201);

        answer.At("status/images/0/image").Should().BeNull();
        answer.At("status/images/0/tag").Should().Be("none");
        (answer.At("status/images/0/status/code"), answer.At("status/images/0/status/reason")).Should().Be(("404", "NotFound"));
        var stream = await place.GetAsync("s");
        ImportCalls.Item(stream, "good").Should().Be(ImportRegistry.NameOf(_registry.First));
        ImportCalls.List(stream, "bad").At("conditions/0/message").Should().Be($"dockerimage.image.openshift.io \"{_registry.Repository}:none\" not found");
        ImportCalls.Spec(stream, "bad").At("from/name").Should().Be($"{_registry.Repository}:none");
    }

    [Theory]
    [InlineData("", "import: false")]
    [InlineData("?dryRun=All", "import: true")]
    public async Task Create_ThatMayNotWrite_OnlyShows(string query, string how)
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);

        var answer = (await place.ImportAsync($"{{{how}, images: [{ImportCalls.Image($"{_registry.Repository}:1")}]}}", query: query)).Expect(201);

        answer.At("status/images/0/image/metadata/name").Should().Be(ImportRegistry.NameOf(_registry.First));
        answer.At("status/images/0/image/metadata/uid").Should().BeNull();
        (await place.Admin.GetAsync(place.Path("s"))).Code.Should().Be(404);
        (await place.Admin.GetAsync($"{ApiClient.Images}/{ImportRegistry.NameOf(_registry.First)}")).Code.Should().Be(404);
        var shown = answer["status"]!["import"];
        (shown is null ? null : ImportCalls.Item(shown, "latest")).Should().Be(query.Length == 0 ? null : ImportRegistry.NameOf(_registry.First));
    }

    [Fact]
    public async Task Create_AsADryRunForAStreamThatIsThere_ShowsWhatItWouldBecome()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);
        var before = await place.CreateAsync("s");

        var answer = (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")), query: "?dryRun=All")).Expect(201);

        answer.At("status/import/metadata/generation").Should().Be("2");
        ImportCalls.Item(answer["status"]!["import"]!, "latest").Should().Be(ImportRegistry.NameOf(_registry.First));
        (await place.GetAsync("s")).ToJsonString().Should().Be(before.ToJsonString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Create_WithManifestWanted_ShowsItUnlessItIsStored(bool stores)
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);
        var image = ImportCalls.Image($"{_registry.Repository}:1", more: ", includeManifest: true");

        var answer = (await place.ImportAsync($"{{import: {(stores ? "true" : "false")}, images: [{image}]}}")).Expect(201);

        (answer.At("status/images/0/image/dockerImageManifest") is null, answer.At("status/images/0/image/dockerImageConfig") is null).Should().Be((stores, stores));
    }

    [Fact]
    public async Task Create_OfAListThatIsKept_ShowsTheImagesOfItsPlatforms_AndTellsWhichOneLacks()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        var index = SampleIndex.Oci(_registry.First, _registry.Second).Manifest;
        _registry.Serve("1", _registry.First).Serve("multi", index)
            .On("GET", $"manifests/{ImportRegistry.NameOf(_registry.Second)}", Answers.Status(404));
        var image = $"{{from: {{kind: DockerImage, name: '{_registry.Repository}:multi'}}, importPolicy: {{insecure: true, importMode: PreserveOriginal}}}}";

        var answer = (await place.ImportAsync(ImportCalls.Images(image))).Expect(201);

        answer.At("status/images/0/image/metadata/name").Should().Be(index.Digest.ToString());
        answer["status"]!["images"]![0]!["manifests"]!.AsArray().Select(m => m.At("metadata/name")).Should().Equal(ImportRegistry.NameOf(_registry.First));
        answer.At("status/images/0/status/status").Should().Be("Success");
        answer.At("status/images/0/status/message").Should().StartWith("linux/arm64 is missing: ");
        ImportCalls.Item(await place.GetAsync("s"), "multi").Should().Be(index.Digest.ToString());
    }

    [Fact]
    public async Task Create_OfATagThatIsThere_TakesItsPlatformAndKeepsItsReferencePolicy()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First).Serve("2", _registry.Second)
            .Serve("multi", SampleIndex.Oci(_registry.First, _registry.Second).Manifest);
        await place.CreateAsync("s", """
            {tags: [{name: latest, annotations: {importer.image.openshift.io/prefer-arch: arm64}, from: {kind: DockerImage, name: x/y}, referencePolicy: {type: Local}}]}
            """);

        (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:multi", more: ", referencePolicy: {type: Source}")))).Expect(201);

        var stream = await place.GetAsync("s");
        ImportCalls.Item(stream, "latest").Should().Be(ImportRegistry.NameOf(_registry.Second));
        ImportCalls.Spec(stream, "latest").At("referencePolicy/type").Should().Be("Local");
    }

    [Fact]
    public async Task Create_WithoutATagToGoTo_ShowsTheImageOnly()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("latest", _registry.First);

        var answer = (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image(_registry.Repository, to: null)))).Expect(201);

        answer.At("spec/images/0/to").Should().BeNull("the source names no tag");
        answer.At("status/images/0/tag").Should().Be("latest");
        (await place.GetAsync("s")).At("spec/tags").Should().BeNull();
    }

    [Fact]
    public async Task Create_ThatTakesTooLong_LeavesTheTagToTheController()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First).On("GET", "manifests/slow", Answers.Stall());

        var answer = (await place.ImportAsync(ImportCalls.Images(
            ImportCalls.Image($"{_registry.Repository}:slow", "slow"), ImportCalls.Image($"{_registry.Repository}:1", "fast")))).Expect(201);

        (answer.At("status/images/0/status/code"), answer.At("status/images/0/status/reason")).Should().Be(("504", "Timeout"));
        answer.At("status/images/0/status/message").Should().EndWith("no result within 8 seconds; the import continues in the background");
        answer.At("status/images/1/status/status").Should().Be("Success");
        var stream = await place.GetAsync("s");
        ImportCalls.Spec(stream, "slow").At("from/name").Should().Be($"{_registry.Repository}:slow");
        ImportCalls.List(stream, "slow").Should().BeNull("nothing has been observed yet, so the tag is due");
        ImportCalls.Item(stream, "fast").Should().Be(ImportRegistry.NameOf(_registry.First));
    }

    [Fact]
    public async Task Create_FromARegistryThatWantsALogin_UsesThePullSecretsOfTheNamespace()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);
        var manifest = _registry.First.OciManifest;
        _registry.On("GET", "manifests/1", Answers.Guarded(ImportRegistry.Login, "Basic realm=\"r\"", Answers.Manifest(manifest)));
        (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")))).Expect(201)
            .At("status/images/0/status/reason").Should().Be("Unauthorized");
        (await place.Admin.PostAsync($"/api/v1/namespaces/{place.Namespace}/secrets", Objects.Parse($$"""
            {apiVersion: v1, kind: Secret, metadata: {name: pull}, type: kubernetes.io/dockerconfigjson,
             stringData: {.dockerconfigjson: '{"auths": {"{{_registry.Registry.Host}}": {"auth": "cHVsbGVyOnNlY3JldA=="} } }'} }
            """))).Expect(201);

        (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")))).Expect(201)
            .At("status/images/0/status/status").Should().Be("Success");
    }
}
