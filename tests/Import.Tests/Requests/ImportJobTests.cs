using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

public sealed class ImportJobTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly SampleImage Arm64 = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64" });
    private static readonly string Name = Image.OciManifest.Digest.ToString();

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Fetch_EqualRequests_AskTheRegistryOnce()
    {
        Serve("1");

        var results = (await _fixture.FetchAsync([Request("1"), Request("1")])).Images;

        results.Should().HaveCount(2).And.OnlyContain(r => r.Image == Name);
        _fixture.Registry.Count("GET /v2/a/b/manifests/1").Should().Be(1);
    }

    [Fact]
    public async Task Fetch_WhenThePatienceIsOver_LeavesOpenWhatIsNotThere()
    {
        Serve("1");
        _fixture.Registry.On("GET /v2/a/b/manifests/slow", Answers.Stall());
        _fixture.Registry.On("GET /v2/a/b/tags/list", Answers.Stall());

        var fetching = _fixture.FetchAsync([Request("slow"), Request("1")], new RepositoryRequest
        {
            From = _fixture.From("a/b"),
            Insecure = true,
            ImportMode = ImportModes.Legacy,
            Platform = PlatformPreference.Common,
        });
        await Eventually.Succeeds(() => new[]
        {
            _fixture.Registry.Count("GET /v2/a/b/manifests/slow"),
            _fixture.Registry.Count("GET /v2/a/b/tags/list"),
            _fixture.Registry.Count($"GET /v2/a/b/blobs/{Image.Config.Digest}"),
        }.Should().OnlyContain(count => count == 1));
        _fixture.Time.Advance(TimeSpan.FromSeconds(49));
        fetching.IsCompleted.Should().BeFalse("somebody still waits");
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));

        var results = await fetching;
        results.Images[0].IsOpen.Should().BeTrue();
        results.Images[0].Failure!.Reason.Should().Be(ImportReasons.Timeout);
        results.Images[0].Failure!.Message.Should().Be($"Internal error occurred: {_fixture.From("a/b:slow")}: no result within 50 seconds");
        results.Repository!.Failure!.Reason.Should().Be(ImportReasons.Timeout);
    }

    [Fact]
    public async Task Fetch_FromARegistryThatWantedToBeLeftAlone_AsksAllTheSame()
    {
        _fixture.Registry.On("GET /v2/a/b/manifests/1", Answers.TooManyRequests("60"));
        (await _fixture.FetchAsync([Request("1")])).Images[0].Failure!.Reason.Should().Be(ImportReasons.TooManyRequests);
        Serve("1");

        var results = (await _fixture.FetchAsync([Request("1")])).Images;

        results[0].Failure.Should().BeNull();
    }

    [Theory]
    [InlineData(false, ImportReasons.NotAllowed)]
    [InlineData(true, null)]
    public async Task Fetch_FromARegistryThatIsNotAllowed_IsForThoseWhoMay(bool freely, string? reason)
    {
        Serve("1");
        _fixture.Settings.Replace(_fixture.Settings.Current with { AllowedRegistries = [new AllowedRegistry("quay.io", Insecure: false)] });
        var job = new ImportJob { Namespace = "test", Images = [Request("1")], Patience = TimeSpan.FromSeconds(50), FromAnyRegistry = freely };

        var results = (await _fixture.Engine.FetchAsync(job, CancellationToken.None)).Images;

        results[0].Failure?.Reason.Should().Be(reason);
        (results[0].Image is null).Should().Be(reason is not null);
    }

    [Theory]
    [InlineData(500, "500 Internal Server Error")]
    [InlineData(503, "503 Service Unavailable")]
    public async Task Fetch_FromARegistryThatBreaksDown_SaysSoInTheSameWords(int status, string words)
    {
        foreach (var method in (string[])["HEAD", "GET"])
        {
            _fixture.Registry.On($"{method} /v2/a/b/manifests/1", Answers.Status(status));
        }

        var failure = (await _fixture.FetchAsync([Request("1")])).Images[0].Failure!;

        failure.Reason.Should().Be(ImportReasons.InternalError);
        failure.Message.Should().Be($"Internal error occurred: {_fixture.From("a/b:1")}: received unexpected HTTP status: {words}");
    }

    [Fact]
    public async Task Store_ShowsWhatWasCreatedAsItIsStored_AndWhatWasThereAsTheRegistryHasIt()
    {
        Serve("1", "2");
        var results = (await _fixture.FetchAsync([Request("1"), Request("2")])).Images;

        var created = await _fixture.Engine.StoreAsync(results, CancellationToken.None);
        var known = await _fixture.Engine.StoreAsync((await _fixture.FetchAsync([Request("1")])).Images, CancellationToken.None);

        created.Select(r => r.View!.Image.Metadata!.ResourceVersion).Should().NotContainNulls("both results have the image that this call created");
        created[0].View!.Image.Metadata!.Name.Should().Be(Name);
        created[0].View!.Image.DockerImageManifest.Should().BeNull("the registry keeps it");
        known[0].View!.Image.Metadata!.ResourceVersion.Should().BeNull();
        known[0].View!.Image.Metadata!.Uid.Should().Be(created[0].View!.Image.Metadata!.Uid);
        known[0].View!.Image.DockerImageLayers.Should().BeEquivalentTo(created[0].View!.Image.DockerImageLayers);
        _fixture.StoredImages.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task View_StoresNothing_AndHasTheManifestOnlyIfItIsWanted(bool includeManifest)
    {
        Serve("1");
        var results = (await _fixture.FetchAsync([Request("1") with { IncludeManifest = includeManifest }])).Images;

        var shown = (await _fixture.Engine.ViewAsync(results, CancellationToken.None))[0].View!.Image;

        (shown.DockerImageManifest is not null, shown.DockerImageConfig is not null).Should().Be((includeManifest, includeManifest));
        shown.Metadata!.Uid.Should().BeNull();
        _fixture.StoredImages.Should().BeEmpty();
    }

    [Fact]
    public async Task Store_OfAListThatIsKept_ShowsTheImagesOfItsPlatforms()
    {
        var index = SampleIndex.Oci(Image, Arm64).Manifest;
        _fixture.Serve("a/b", "multi", index, Image, Arm64);
        _fixture.Serve("a/b", "x", Image.OciManifest, Image).Serve("a/b", "y", Arm64.OciManifest, Arm64);
        var job = Request("multi") with { ImportMode = ImportModes.PreserveOriginal };

        foreach (var attempt in (string[])["new", "known"])
        {
            var results = await _fixture.Engine.StoreAsync((await _fixture.FetchAsync([job])).Images, CancellationToken.None);

            results[0].View!.Image.Metadata!.Name.Should().Be(index.Digest.ToString(), attempt);
            results[0].View!.Manifests.Select(m => m.DockerImageReference).Should().Equal(
                [_fixture.From($"a/b@{Name}"), _fixture.From($"a/b@{Arm64.OciManifest.Digest}")], attempt);
        }
    }

    private ImageRequest Request(string tag) => new()
    {
        From = _fixture.From($"a/b:{tag}"),
        Insecure = true,
        ImportMode = ImportModes.Legacy,
        Platform = PlatformPreference.Common,
        IsNew = true,
    };

    private void Serve(params string[] tags)
    {
        foreach (var tag in tags)
        {
            _fixture.Serve("a/b", tag, Image.OciManifest, Image);
        }
    }
}
