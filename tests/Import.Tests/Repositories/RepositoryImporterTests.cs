using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#repositories.</summary>
public sealed class RepositoryImporterTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Run_Repository_ImportsTheFirstTagsByPriorityAcrossPages()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { RepositoryTags = 3 });
        ServeTags("1.0", "2.0", "nightly");
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.With(
            Answers.Json("""{"name":"a/b","tags":["1.0","nightly"]}"""), ("Link", "</v2/a/b/tags/list2?last=nightly>; rel=\"next\"")));
        _fixture.Registry.On("GET /v2/a/b/tags/list2", Answers.Json("""{"name":"a/b","tags":["2.0","latest"]}"""));
        ServeTags("latest");
        Apply();

        var outcome = await _fixture.RunAsync("s");

        var stream = _fixture.Read("test", "s");
        stream.StatusTags.Select(t => t.Tag).Should().BeEquivalentTo("latest", "2.0", "1.0");
        stream.Spec!.Tags.Should().BeNull("the spec is its owner's");
        stream.Metadata!.Annotations.Should().ContainKey(ImageAnnotations.RepositoryCheck).And.NotContainKey(ImageAnnotations.RepositoryError);
        outcome.RepositoryAttempted.Should().BeTrue();
        _fixture.Plan("s").IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Run_RepositoryBesideSpecTags_LeavesThoseAlone()
    {
        ServeTags("latest", "1.0");
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Json("""{"name":"a/b","tags":["latest","1.0"]}"""));
        Apply(TestStreams.Tag("latest", _fixture.From("a/b:1.0")));

        await _fixture.RunAsync("s");

        _fixture.Registry.Count("HEAD /v2/a/b/manifests/latest").Should().Be(0);
        _fixture.Read("test", "s").StatusTags.Select(t => t.Tag).Should().BeEquivalentTo("latest", "1.0");
    }

    [Fact]
    public async Task Run_RepositoryThatIsNotThere_IsNotedAndTriedAgainByTheBackOff()
    {
        Apply();

        var outcome = await _fixture.RunAsync("s");

        var expected = $"dockerimage.image.openshift.io \"{_fixture.From("a/b")}\" not found";
        outcome.RepositoryNews!.Message.Should().Be(expected);
        Error().Should().Be($"2026-01-01T00:00:00Z NotFound: {expected}");
        _fixture.Memory = new ImportMemory { Since = _fixture.Time.GetUtcNow(), RepositoryAttempt = _fixture.Time.GetUtcNow() };
        _fixture.Plan("s").NextDue.Should().Be(_fixture.Time.GetUtcNow() + TimeSpan.FromSeconds(30));
        _fixture.Time.Advance(TimeSpan.FromSeconds(30));
        (await _fixture.RunAsync("s")).RepositoryNews.Should().BeNull("it is known already");
    }

    [Fact]
    public async Task Run_TagOfARepositoryThatFails_KeepsTheRepositoryOnTheList()
    {
        ServeTags("1.0");
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Json("""{"name":"a/b","tags":["1.0","2.0"]}"""));
        Apply();

        await _fixture.RunAsync("s");

        Error().Should().EndWith("one of the images from this repository failed to import");
        _fixture.Tag("s", "2.0").ImportFailure!.Reason.Should().Be(ImportReasons.NotFound);
        ServeTags("2.0");
        _fixture.Time.Advance(TimeSpan.FromSeconds(30));
        await _fixture.RunAsync("s");
        Error().Should().BeNull();
        _fixture.Tag("s", "2.0").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
    }

    [Theory]
    [InlineData("not a reference", ImportReasons.InvalidReference)]
    [InlineData("blocked.example/a/b", ImportReasons.NotAllowed)]
    public async Task List_RepositoryThatMayNotBe_IsRefusedWithoutARequest(string from, string reason)
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { AllowedRegistries = [new AllowedRegistry("quay.io", Insecure: false)] });
        var request = new RepositoryRequest { From = from, ImportMode = ImportModes.Legacy, Platform = PlatformPreference.Common };

        var result = (await _fixture.FetchAsync(repository: request)).Repository!;

        result.Failure!.Reason.Should().Be(reason);
    }

    [Fact]
    public async Task List_RepositoryThatWantsALogin_BeginsAsAnInternalErrorAndNamesNoTag()
    {
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Guarded("Basic right", "Basic realm=\"r\"", Answers.Json("{}")));
        var request = new RepositoryRequest { From = _fixture.From("a/b"), Insecure = true, ImportMode = ImportModes.Legacy, Platform = PlatformPreference.Common };

        var failure = (await _fixture.FetchAsync(repository: request)).Repository!.Failure!;

        failure.Reason.Should().Be(ImportReasons.Unauthorized);
        failure.Message.Should().StartWith("Internal error occurred: GET http").And.Contain("/v2/a/b/tags/list: 401 Unauthorized");
    }

    [Fact]
    public async Task List_MoreTagsThanTheLimit_NamesTheOthers()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { RepositoryTags = 1 });
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Json("""{"name":"a/b","tags":["b","a","latest"]}"""));
        var request = new RepositoryRequest { From = _fixture.From("a/b"), Insecure = true, NamesOthers = true, ImportMode = ImportModes.Legacy, Platform = PlatformPreference.Common };

        var result = (await _fixture.FetchAsync(repository: request)).Repository!;

        result.Tags.Should().ContainSingle().Which.Request.From.Should().Be(_fixture.From("a/b:latest"));
        result.AdditionalTags.Should().Equal("a", "b");
    }

    private void ServeTags(params string[] tags)
    {
        foreach (var tag in tags)
        {
            _fixture.Serve("a/b", tag, Image.OciManifest, Image);
        }
    }

    private void Apply(params JsonObject[] tags)
    {
        var stream = TestStreams.Stream(tags);
        stream["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ImageAnnotations.InsecureRepository] = "true" } };
        stream["spec"]!["dockerImageRepository"] = _fixture.From("a/b");
        if (tags.Length == 0)
        {
            stream["spec"]!.AsObject().Remove("tags");
        }

        _fixture.Apply("test", "s", stream);
    }

    private string? Error() => _fixture.Read("test", "s").Metadata!.Annotations!.GetValueOrDefault(ImageAnnotations.RepositoryError);
}
