using System.Text.Json.Nodes;
using ImageStreams.Import;
using ImageStreams.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.ApiServer.Tests;

[Collection(ClusterCollection.Name)]
public sealed class RepositoryImportTests(TestCluster clusters) : IAsyncLifetime
{
    private ImportRegistry _registry = null!;

    public async Task InitializeAsync() => _registry = await ImportRegistry.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Create_OfARepository_MakesATagOfEachOfItsTags(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        Tags("1.0", "latest").Serve("1.0", _registry.First).Serve("latest", _registry.Second);

        var answer = (await place.ImportAsync(ImportCalls.Repository(_registry.Repository, ", referencePolicy: {type: Local}"))).Expect(201);

        answer.At("status/repository/status").Should().Be("""{"metadata":{},"status":"Success"}""");
        answer["status"]!["repository"]!["images"]!.AsArray().Select(i => i.At("tag")).Should().Equal("latest", "1.0");
        answer.At("status/repository/additionalTags").Should().BeNull();
        answer.At("status/images").Should().BeNull();
        var stream = await place.GetAsync("s");
        ImportCalls.Item(stream, "latest").Should().Be(ImportRegistry.NameOf(_registry.Second));
        ImportCalls.Item(stream, "1.0").Should().Be(ImportRegistry.NameOf(_registry.First));
        ImportCalls.Spec(stream, "1.0").At("from/name").Should().Be($"{_registry.Repository}:1.0");
        ImportCalls.Spec(stream, "1.0").At("referencePolicy/type").Should().Be("Local");
        stream.At("spec/dockerImageRepository").Should().BeNull("the stream does not follow the repository");
    }

    [Fact]
    public async Task Create_OfARepositoryWithTagsThatFail_CountsThem()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        Tags("a", "b", "c").Serve("c", _registry.First);

        var two = (await place.ImportAsync(ImportCalls.Repository(_registry.Repository))).Expect(201);
        _registry.Serve("b", _registry.First);
        var one = (await place.ImportAsync(ImportCalls.Repository(_registry.Repository))).Expect(201);

        two.At("status/repository/status").Should().Be(
            """{"metadata":{},"status":"Failure","message":"2 of the images from this repository failed to import","reason":"ImportFailed"}""");
        one.At("status/repository/status/message").Should().Be("one of the images from this repository failed to import");
        ImportCalls.Spec(await place.GetAsync("s"), "a").Should().BeNull("it was found, not asked for");
        ImportCalls.List(await place.GetAsync("s"), "a").At("conditions/0/reason").Should().Be("NotFound");
    }

    [Fact]
    public async Task Create_OfARepositoryThatCannotBeListed_LeavesTheStreamWithoutTags()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);

        var answer = (await place.ImportAsync(ImportCalls.Repository(_registry.Repository))).Expect(201);

        answer.At("status/repository/status/message").Should().Be($"dockerimage.image.openshift.io \"{_registry.Repository}\" not found");
        answer.At("status/repository/images").Should().BeNull();
        (await place.GetAsync("s")).At("status/tags").Should().BeNull();
    }

    [Fact]
    public async Task Create_OfARepositoryWithMoreTagsThanTheLimit_NamesTheOthers_ButNotThoseThatWereImportedSingly()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        Tags("latest", "x", "y", "z").Serve("latest", _registry.First).Serve("y", _registry.Second);
        var settings = clusters.Services.GetRequiredService<ImportSettingsSource>();
        var before = settings.Current;
        settings.Replace(before with { RepositoryTags = 1 });
        try
        {
            var answer = (await place.ImportAsync($$"""
                {import: true, images: [{{ImportCalls.Image($"{_registry.Repository}:y", "mine")}}],
                 repository: {from: {kind: DockerImage, name: '{{_registry.Repository}}'}, importPolicy: {insecure: true} } }
                """)).Expect(201);

            answer["status"]!["repository"]!["additionalTags"]!.AsArray().Select(t => t!.ToString()).Should().Equal("x", "z");
            ImportCalls.Item(await place.GetAsync("s"), "mine").Should().Be(ImportRegistry.NameOf(_registry.Second));
        }
        finally
        {
            settings.Replace(before);
        }
    }

    [Fact]
    public async Task Create_OfTheRepositoryOfAStreamWithAFilter_TakesTheTagsThatItWants()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        Tags("latest", "1.0", "1.1", "1.2-rc1", "2.0").Serve("1.1", _registry.First).Serve("1.0", _registry.First);
        await CreateAsync(place, "{importer.image.openshift.io/tag-semver: '^1', importer.image.openshift.io/tag-newest: '1'}");

        var answer = (await place.ImportAsync(ImportCalls.Repository(_registry.Repository))).Expect(201);

        answer["status"]!["repository"]!["images"]!.AsArray().Select(i => i.At("tag")).Should().Equal("1.1");
        answer.At("status/repository/additionalTags").Should().BeNull();
        (await place.GetAsync("s"))["status"]!["tags"]!.AsArray().Select(t => t.At("tag")).Should().Equal("1.1");
    }

    [Fact]
    public async Task Create_OfTheRepositoryOfAStreamWithAWrongFilter_ImportsNothingAndSaysWhy()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        Tags("latest").Serve("latest", _registry.First);
        await CreateAsync(place, "{importer.image.openshift.io/tag-regex: '('}");

        var answer = (await place.ImportAsync(ImportCalls.Repository(_registry.Repository))).Expect(201);

        answer.At("status/repository/status/code").Should().Be("422");
        answer.At("status/repository/status/message").Should().Be(
            "annotation importer.image.openshift.io/tag-regex: \"(\" is no regular expression of the kind that needs no backtracking");
        answer.At("status/repository/images").Should().BeNull();
    }

    [Fact]
    public async Task Create_OfARepositoryWithATagThatTakesTooLong_LeavesThatTagToTheController()
    {
        var place = await clusters.PlaceAsync(PlaneKind.Embedded);
        Tags("latest", "slow").Serve("latest", _registry.First).On("GET", "manifests/slow", Answers.Stall());

        var answer = (await place.ImportAsync(ImportCalls.Repository(_registry.Repository))).Expect(201);

        answer["status"]!["repository"]!["images"]!.AsArray().Select(i => $"{i.At("tag")} {i.At("status/status")} {i.At("status/reason")}")
            .Should().Equal("latest Success ", "slow Failure Timeout");
        answer.At("status/repository/images/1/status/message").Should().EndWith("; the import continues in the background");
        answer.At("status/repository/status/message").Should().Be("one of the images from this repository failed to import");
        var stream = await place.GetAsync("s");
        ImportCalls.Item(stream, "latest").Should().Be(ImportRegistry.NameOf(_registry.First));
        ImportCalls.Spec(stream, "slow").At("from/name").Should().Be($"{_registry.Repository}:slow", "what is in the spec and not observed is due");
        ImportCalls.List(stream, "slow").Should().BeNull();
    }

    private static async Task CreateAsync(Place place, string annotations) => (await place.Admin.PostAsync(
        place.Streams, Objects.Parse($"{{apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {{name: s, annotations: {annotations}}}}}"))).Expect(201);

    private ImportRegistry Tags(params string[] tags) => _registry.On("GET", "tags/list", Answers.Json(new JsonObject
    {
        ["name"] = "a/b",
        ["tags"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]),
    }.ToJsonString()));
}
