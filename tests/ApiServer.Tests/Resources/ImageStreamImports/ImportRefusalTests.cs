using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Import requests that are refused as a whole.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ImportRefusalTests(TestCluster clusters) : IAsyncLifetime
{
    private ImportRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await ImportRegistry.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Theory]
    [InlineData("{import: true}", "spec", "Invalid value: null: you must specify at least one image or a repository import")]
    [InlineData("{images: [{from: {kind: DockerImage, name: '!!!'}}]}", "spec.images[0].from.name", "Invalid value: \"!!!\": invalid reference format")]
    [InlineData("{images: [{from: {kind: DockerImage}}]}", "spec.images[0].from.name", "Required value")]
    [InlineData("{images: [{from: {kind: ImageStreamTag, name: 'a:b'}}]}", "spec.images[0].from.kind", "Invalid value: \"ImageStreamTag\": only DockerImage is supported")]
    [InlineData("{images: [{from: {kind: DockerImage, name: a}, to: {}}]}", "spec.images[0].to.name", "Invalid value: \"\": the name of the target tag must be specified")]
    [InlineData("{images: [{from: {kind: DockerImage, name: a}, importPolicy: {importMode: Nope}}]}", "spec.images[0].importPolicy.importMode", "Invalid value: \"Nope\": invalid import mode, valid modes are '', 'Legacy', 'PreserveOriginal'")]
    [InlineData("{repository: {from: {kind: DockerImage, name: 'a:b'}}}", "spec.repository.from.name", "Invalid value: \"a:b\": you must specify an image repository, not a tag or ID")]
    [InlineData("{repository: {from: {kind: Image, name: a}}}", "spec.repository.from.kind", "Invalid value: \"Image\": only DockerImage is supported")]
    public async Task Create_OfWhatIsNotValid_NamesTheField(string spec, string field, string message)
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);

        var answer = (await place.ImportAsync(spec)).Expect(422);

        answer.At("message").Should().Be($"ImageStreamImport.image.openshift.io \"s\" is invalid: {field}: {message}");
        answer.CauseFields().Should().Equal(field);
    }

    [Fact]
    public async Task Create_UnderANameThatNoStreamCanHave_IsInvalid()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        var import = ImportCalls.Import(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")));
        import["metadata"]!["name"] = "Bad Name";

        (await place.Admin.PostAsync(place.Imports(), import)).Expect(422).CauseFields().Should().Equal("metadata.name");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_InANamespaceThatIsNotThere_AsksNoRegistry(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane) with { Namespace = "nowhere" };

        var answer = (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")))).Expect(404);

        answer.At("message").Should().Be("namespaces \"nowhere\" not found");
        _registry.Registry.Requests.Should().BeEmpty();
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_ForAnotherVersionOfTheStream_IsAConflict(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        var spec = ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1"));
        (await place.ImportAsync(spec, "resourceVersion: '1'")).Expect(404).At("message").Should().Be("imagestreamimports.image.openshift.io \"s\" not found");
        var version = (await place.CreateAsync("s")).At("metadata/resourceVersion");

        var answer = (await place.ImportAsync(spec, "resourceVersion: '1'")).Expect(409);

        answer.At("message").Should().Be($"Operation cannot be fulfilled on imagestream.image.openshift.io \"s\": the image stream was updated from \"1\" to \"{version}\"");
        answer.At("details/kind").Should().Be("imagestream");
        _registry.Registry.Requests.Should().BeEmpty();
        (await place.ImportAsync(spec, $"resourceVersion: '{version}'")).Expect(201);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_WhenSomebodyWritesTheStreamMeanwhile_IsAConflict(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        _registry.Serve("1", _registry.First).On("GET", "manifests/1", async context =>
        {
            (await place.Admin.MergeAsync(place.Path("s"), Objects.Parse("{metadata: {labels: {a: b}}}"))).Expect(200);
            await Answers.Manifest(_registry.First.OciManifest)(context);
        });

        var answer = (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")))).Expect(409);

        answer.At("message").Should().StartWith("Operation cannot be fulfilled on imagestreamimports.image.openshift.io \"s\": ");
        answer.At("details/kind").Should().Be("imagestreamimports");
        (await place.GetAsync("s")).At("status/tags").Should().BeNull();
    }

    [Fact]
    public async Task Create_WhatTheStreamMayNotHold_IsRefusedInItsName()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);

        var answer = (await place.ImportAsync(ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1", more: ", referencePolicy: {type: Nope}")))).Expect(422);

        answer.At("message").Should().StartWith("ImageStream.image.openshift.io \"s\" is invalid: spec.tags[latest].referencePolicy.type: ");
        (await place.Admin.GetAsync(place.Path("s"))).Code.Should().Be(404);
    }

    [Fact]
    public async Task Create_WithFieldsThatNobodyKnows_IsRefusedIfTheCallerWantsThat()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);

        (await place.ImportAsync("{images: [], foo: 1}", query: "?fieldValidation=Strict")).Expect(400).At("message").Should().Contain("unknown field \"spec.foo\"");
    }

    [Fact]
    public async Task OtherVerbs_AreNotServed()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);

        (await place.Admin.GetAsync(place.Imports())).Code.Should().Be(405);
        (await place.Admin.DeleteAsync(place.Imports())).Code.Should().Be(405);
    }

    [Fact]
    public async Task Create_WantsTheRightToImport_AndNoOther()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);
        var (spec, alice) = (ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")), clusters.As("alice-token"));

        (await place.ImportAsync(spec, client: alice)).Expect(403);
        await place.GrantAsync("alice", "{apiGroups: [image.openshift.io], resources: [imagestreamimports], verbs: [create]}");

        await Eventually.Succeeds(async () => (await place.ImportAsync(spec, client: alice)).Expect(201));
        ImportCalls.Item(await place.GetAsync("s"), "latest").Should().Be(ImportRegistry.NameOf(_registry.First));
    }

    [Fact]
    public async Task Create_FromARegistryThatIsNotAllowed_IsForThoseWhoMayMakeImages()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);
        await clusters.BindAsync(place.Namespace, "admin", "viewer");
        await place.GrantAsync("viewer", "{apiGroups: [image.openshift.io], resources: [imagestreamimports], verbs: [create]}");
        var settings = clusters.Services.GetRequiredService<ImportSettingsSource>();
        var before = settings.Current;
        settings.Replace(before with { AllowedRegistries = [new AllowedRegistry("quay.io", Insecure: false)] });
        try
        {
            var (spec, host) = (ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")), _registry.Registry.Host);

            var refused = await place.ImportAsync(spec, client: clusters.As("viewer-token"));
            var done = await place.ImportAsync(spec);

            refused.Expect(422).At("details/causes/0").Should().Be(
                $$"""{"reason":"FieldValueForbidden","message":"Forbidden: importing images from registry \"{{host}}\" is forbidden: registry \"{{host}}\" not allowed by whitelist: \"{{TestCluster.RegistryHost}}\", \"quay.io:443\"","field":"spec.images[0].from.name"}""");
            ImportCalls.Item(done.Expect(201)["status"]!["import"]!, "latest").Should().Be(ImportRegistry.NameOf(_registry.First));
        }
        finally
        {
            settings.Replace(before);
        }
    }

    [Fact]
    public async Task Create_OfAStreamMoreThanTheQuotaHas_IsForbiddenBeforeAnythingIsFetched()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First);
        var (quotas, spec) = ($"/api/v1/namespaces/{place.Namespace}/resourcequotas", ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1")));
        (await place.Admin.PostAsync(quotas, Objects.Parse(
            "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {openshift.io/imagestreams: '0'}}}"))).Expect(201);
        (await place.Admin.MergeAsync($"{quotas}/q/status", Objects.Parse(
            "{status: {hard: {openshift.io/imagestreams: '0'}, used: {openshift.io/imagestreams: '0'}}}"))).Expect(200);
        await Eventually.Succeeds(async () => (await place.ImportAsync(spec, query: "?dryRun=All")).Expect(403));
        var asked = _registry.Registry.Requests.Count;

        (await place.ImportAsync(spec)).Expect(403).At("message").Should().Be(
            "imagestreamimports.image.openshift.io \"s\" is forbidden: exceeded quota: q, requested: openshift.io/imagestreams=1, used: openshift.io/imagestreams=0, limited: openshift.io/imagestreams=0");
        _registry.Registry.Requests.Should().HaveCount(asked);
        (await place.ImportAsync(spec.Replace("import: true", "import: false", StringComparison.Ordinal))).Expect(201);
    }

    [Fact]
    public async Task Create_OfMoreTagsThanTheLimit_IsRefusedAsTheStreamWouldBe()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        _registry.Serve("1", _registry.First).Serve("2", _registry.Second);
        (await place.Admin.PostAsync($"/api/v1/namespaces/{place.Namespace}/limitranges", Objects.Parse(
            "{apiVersion: v1, kind: LimitRange, metadata: {name: l}, spec: {limits: [{type: openshift.io/ImageStream, max: {openshift.io/image-tags: '1'}}]}}"))).Expect(201);
        var spec = ImportCalls.Images(ImportCalls.Image($"{_registry.Repository}:1", "one"), ImportCalls.Image($"{_registry.Repository}:2", "two"));
        JsonNode? answer = null;

        await Eventually.Succeeds(async () => answer = (await place.ImportAsync(spec, query: "?dryRun=All")).Expect(422));

        answer.At("message").Should().Contain("ImageStream.image.openshift.io \"s\" is invalid: []: Internal error: ")
            .And.Contain("requested usage of openshift.io/image-tags exceeds the maximum limit per openshift.io/ImageStream (2 > 1)");
    }
}
