using System.Text;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#mirrors.</summary>
public sealed class MirrorTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly SampleImage Other = SampleImage.Create(2);

    private ImportFixture _fixture = null!;
    private FaultyRegistry _mirror = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _mirror = await FaultyRegistry.StartAsync();
        _fixture.Serve("a/b", "1", Image.OciManifest, Image).Apply("s", TestStreams.Tag("latest", _fixture.From("a/b:1")));
        Use(Rule(_fixture.Registry.Host, $"{_mirror.Host}/copy"));
    }

    public async Task DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _mirror.DisposeAsync();
    }

    [Fact]
    public async Task Run_ImageThatTheMirrorHas_LeavesItsRegistryAlone()
    {
        ServeCopy();

        await _fixture.RunAsync("s");

        _fixture.Registry.Requests.Should().BeEmpty();
        _mirror.Requests.Should().HaveCount(2, "manifest and configuration");
        var found = _fixture.Tag("s", "latest").Newest!;
        found.Image.Should().Be(Image.OciManifest.Digest.ToString());
        found.DockerImageReference.Should().Be($"{_fixture.Registry.Host}/a/b@{found.Image}", "mirrors come and go");
    }

    [Fact]
    public async Task Run_KnownImageThatTheMirrorShows_IsProvedByIt()
    {
        ServeCopy();
        await _fixture.RunAsync("s");
        _fixture.Restart();
        _fixture.Apply("other", "t", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From($"a/b@{Image.OciManifest.Digest}"))));
        var before = _mirror.Requests.Count;

        (await _fixture.RunAsync("other", "t")).Failed.Should().Be(0);

        _mirror.Requests.Skip(before).Should().ContainSingle().Which.Method.Should().Be("GET");
        _fixture.Registry.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("404")]
    [InlineData("login")]
    [InlineData("denied")]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("reset")]
    [InlineData("html")]
    [InlineData("cut json")]
    [InlineData("truncated")]
    [InlineData("huge")]
    [InlineData("unknown type")]
    public async Task Run_MirrorThatFails_GoesOnToTheRegistry(string answer)
    {
        BadAnswers.Script(_mirror, "copy/a/b", answer);

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Image.OciManifest.Digest.ToString());
        _mirror.Requests.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Run_MirrorWithAnotherImageUnderTheDigest_IsNotBelieved()
    {
        var digest = Image.OciManifest.Digest;
        foreach (var method in (string[])["GET", "HEAD"])
        {
            _mirror.On($"{method} /v2/copy/a/b/manifests/{digest}", Answers.Bytes(Other.OciManifest.Bytes, Other.OciManifest.ContentType));
        }

        _fixture.Apply("t", TestStreams.Tag("latest", _fixture.From($"a/b@{digest}")));

        await _fixture.RunAsync("t");

        _fixture.Tag("t", "latest").Newest!.Image.Should().Be(digest.ToString());
    }

    [Fact]
    public async Task Run_ImageThatNobodyHas_IsNotFound()
    {
        _fixture.Apply("t", TestStreams.Tag("latest", _fixture.From("a/b:2")));

        await _fixture.RunAsync("t");

        var failure = _fixture.Tag("t", "latest").ImportFailure!;
        failure.Reason.Should().Be(ImportReasons.NotFound);
        failure.Message.Should().StartWith($"dockerimage.image.openshift.io \"{_fixture.From("a/b:2")}\" not found");
    }

    [Fact]
    public async Task Run_FailuresEverywhere_AreToldTogetherWithTheReasonOfTheFirst()
    {
        BadAnswers.Script(_mirror, "copy/a/b", "503");
        _fixture.Registry.On("GET /v2/a/b/manifests/1", Answers.Status(404));

        await _fixture.RunAsync("s");

        var failure = _fixture.Tag("s", "latest").ImportFailure!;
        failure.Reason.Should().Be(ImportReasons.InternalError);
        failure.Message.Should().StartWith($"Internal error occurred: {_fixture.From("a/b:1")}: [")
            .And.Contain($"http://{_mirror.Host}/v2/copy/a/b/manifests/1: 503").And.Contain($"http://{_fixture.Registry.Host}/v2/a/b/manifests/1: 404");
    }

    [Fact]
    public async Task Run_LoginThatAMirrorWants_IsTheReason()
    {
        BadAnswers.Script(_mirror, "copy/a/b", "login");
        _fixture.Registry.On("GET /v2/a/b/manifests/1", Answers.Reset());

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.Unauthorized);
    }

    [Fact]
    public async Task Run_SourceThatIsNeverContacted_IsNot()
    {
        Use(Rule(_fixture.Registry.Host, $"{_mirror.Host}/copy") with { NeverContactSource = true });

        await _fixture.RunAsync("s");

        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.NotFound);
        _fixture.Registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_MirrorsForDigests_AreNotAskedForTags()
    {
        ServeCopy();
        Use(Rule(_fixture.Registry.Host, $"{_mirror.Host}/copy") with { Use = PullFromMirror.DigestOnly });
        _fixture.Apply("t", TestStreams.Tag("latest", _fixture.From($"a/b@{Other.OciManifest.Digest}")));

        await _fixture.RunAsync("s");
        _mirror.Requests.Should().BeEmpty();
        await _fixture.RunAsync("t");

        _mirror.Requests.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Run_SecretOfTheMirror_IsShownToTheMirrorAlone()
    {
        ServeCopy();
        foreach (var method in (string[])["GET", "HEAD"])
        {
            _mirror.On($"{method} /v2/copy/a/b/manifests/1", Answers.Guarded(Basic("m", "x"), "Basic realm=\"r\"", Answers.Error(404, "MANIFEST_UNKNOWN", "not here")));
            _fixture.Registry.On($"{method} /v2/a/b/manifests/1", Answers.Guarded(Basic("s", "y"), "Basic realm=\"r\"", Answers.Manifest(Image.OciManifest)));
        }

        _fixture.Cluster.Put(TestStreams.SecretPath("test", "mirror"), TestStreams.Login($"{_mirror.Host}/copy", "m", "x"));
        _fixture.Cluster.Put(TestStreams.SecretPath("test", "source"), TestStreams.Login(_fixture.Registry.Host, "s", "y"));

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0);
        _mirror.Requests.Select(r => r.Authorization).Distinct().Should().BeEquivalentTo("", Basic("m", "x"));
        _fixture.Registry.Requests.Select(r => r.Authorization).Distinct().Should().BeEquivalentTo("", Basic("s", "y"));
    }

    [Fact]
    public async Task Run_ListWhoseImagesAreInDifferentPlaces_FindsThemAll()
    {
        var list = SampleIndex.Oci(Image, Other);
        Serve(_mirror, "copy/a/b", "2", list.Manifest);
        Serve(_mirror, "copy/a/b", Image.OciManifest.Digest.ToString(), Image.OciManifest);
        _mirror.On($"GET /v2/copy/a/b/blobs/{Image.Config.Digest}", Answers.Bytes(Image.Config.Content, MediaTypes.OctetStream));
        _fixture.Serve("a/b", "x", Other.OciManifest, Other);
        _fixture.Apply("t", TestStreams.Tag("latest", _fixture.From("a/b:2"), "PreserveOriginal"));

        var outcome = await _fixture.RunAsync("t");

        outcome.PlatformFailures.Should().BeEmpty();
        _fixture.StoredImages.Should().HaveCount(3);
    }

    [Fact]
    public async Task Run_Repository_ListsTheTagsOfItsRegistryAndTakesTheImagesFromTheMirror()
    {
        ServeCopy();
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Json("""{"name":"a/b","tags":["1"]}"""));

        var result = await _fixture.FetchAsync(repository: Repository("a/b"));

        result.Repository!.Tags.Select(t => t.Name).Should().Equal("1");
        result.RepositoryImages.Should().ContainSingle().Which.Failure.Should().BeNull();
        _fixture.Registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_RepositoryOfASourceThatIsNeverContacted_ListsTheTagsOfTheMirror()
    {
        ServeCopy();
        Use(Rule(_fixture.Registry.Host, $"{_mirror.Host}/copy") with { NeverContactSource = true });
        _mirror.On("GET /v2/copy/a/b/tags/list", Answers.Json("""{"name":"copy/a/b","tags":["1"]}"""));

        var result = await _fixture.FetchAsync(repository: Repository("a/b"));

        result.RepositoryImages.Should().ContainSingle().Which.Failure.Should().BeNull();
        _fixture.Registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_MirrorThatAskedToBeLeftAlone_IsLeftAlone()
    {
        _mirror.On("GET /v2/copy/a/b/manifests/1", Answers.TooManyRequests("120"));
        await _fixture.RunAsync("s");
        var asked = _mirror.Requests.Count;
        _fixture.Apply("t", TestStreams.Tag("latest", _fixture.From("a/b:1")));

        var outcome = await _fixture.RunAsync("t");

        outcome.Failed.Should().Be(0);
        _mirror.Requests.Should().HaveCount(asked);
    }

    private static string Basic(string user, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    private static MirrorRule Rule(string source, string mirror) => new()
    {
        Source = MirrorSource.TryParse(source, out var parsed) ? parsed : throw new ArgumentException(source),
        Mirrors = [RegistryLocation.TryParse(mirror, out var location) ? location : throw new ArgumentException(mirror)],
    };

    private static void Serve(FaultyRegistry registry, string repository, string name, Manifest manifest)
    {
        foreach (var method in (string[])["GET", "HEAD"])
        {
            registry.On($"{method} /v2/{repository}/manifests/{name}", Answers.Manifest(manifest));
        }
    }

    private RepositoryRequest Repository(string path) => new()
    {
        From = _fixture.From(path),
        Insecure = true,
        ImportMode = ImportModes.Legacy,
        Platform = ServerPlatform.Current,
    };

    private void ServeCopy()
    {
        Serve(_mirror, "copy/a/b", "1", Image.OciManifest);
        Serve(_mirror, "copy/a/b", Image.OciManifest.Digest.ToString(), Image.OciManifest);
        _mirror.On($"GET /v2/copy/a/b/blobs/{Image.Config.Digest}", Answers.Bytes(Image.Config.Content, MediaTypes.OctetStream));
    }

    private void Use(MirrorRule rule) => _fixture.Settings.Replace(_fixture.Settings.Current with { Mirrors = [rule] });
}
