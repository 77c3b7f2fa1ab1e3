using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#proof: what a registry says of digests opens nothing that it does not have.</summary>
public sealed class HostileRegistryTests : IAsyncLifetime
{
    private const string Manifests = "/v2/evil/x/manifests";

    private static readonly SampleImage Secret = SampleImage.Create(1);
    private static readonly SampleImage Own = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64" });
    private static readonly Digest Foreign = Secret.OciManifest.Digest;

    private static readonly Digest Before = Digest.Compute("what was there before"u8);

    private ImportFixture _fixture = null!;
    private FaultyRegistry _hostile = null!;

    public async Task InitializeAsync()
    {
        _fixture = await ImportFixture.StartAsync();
        _hostile = await FaultyRegistry.StartAsync();
        _fixture.Serve("private/app", "1", Secret.OciManifest, Secret);
        _fixture.Apply("victim", "s", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("private/app:1"))));
        (await _fixture.RunAsync("victim", "s")).Failed.Should().Be(0);
    }

    public async Task DisposeAsync()
    {
        await _hostile.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Theory]
    [InlineData("404", ImportReasons.NotFound, "not found")]
    [InlineData("other bytes", ImportReasons.InvalidManifest, "does not match the digest calculated from the content")]
    public async Task HostileRegistry_ThatNamesAnotherNamespacesImage_ShowsNothingOfIt(string answer, string reason, string message)
    {
        _hostile.On($"HEAD {Manifests}/1", Answers.Manifest(Secret.OciManifest)).On($"GET {Manifests}/{Foreign}", Answer(answer));
        _fixture.Apply("test", "s", StreamWithHistory());

        await _fixture.RunAsync("s");

        ShowsNothing(reason, message);
    }

    [Fact]
    public async Task HostileRegistry_ThatNamesAnotherNamespacesImageByHeadAlone_HasItsOwnImported()
    {
        _hostile.On($"HEAD {Manifests}/1", Answers.Manifest(Secret.OciManifest));
        Serve("1", Own.OciManifest, withHead: false);
        _fixture.Apply("test", "s", StreamWithHistory());

        await _fixture.RunAsync("s");

        _hostile.Requests.Select(r => $"{r.Method} {r.Path}").Should().Equal(
            $"HEAD {Manifests}/1", $"GET {Manifests}/{Foreign}", $"GET {Manifests}/1", $"GET /v2/evil/x/blobs/{Own.Config.Digest}");
        _fixture.Tag("s", "latest").Newest!.Image.Should().Be(Own.OciManifest.Digest.ToString());
    }

    [Theory]
    [InlineData("404", ImportReasons.NotFound, "not found")]
    [InlineData("other bytes", ImportReasons.InvalidManifest, "does not match the digest calculated from the content")]
    public async Task HostileRegistry_ThatIsAskedForAnotherNamespacesImageByDigest_ShowsNothingOfIt(string answer, string reason, string message)
    {
        _hostile.On($"HEAD {Manifests}/{Foreign}", Answers.Manifest(Secret.OciManifest)).On($"GET {Manifests}/{Foreign}", Answer(answer));
        _fixture.Apply("s", TestStreams.Tag("latest", $"{_hostile.Host}/evil/x@{Foreign}"));

        await _fixture.RunAsync("s");

        ShowsNothing(reason, message);
        _hostile.Requests.Select(r => r.Method).Should().Equal("GET");
    }

    [Theory]
    [InlineData(ImportModes.Legacy, "404")]
    [InlineData(ImportModes.Legacy, "other bytes")]
    [InlineData(ImportModes.PreserveOriginal, "404")]
    [InlineData(ImportModes.PreserveOriginal, "other bytes")]
    public async Task HostileRegistry_ThatNamesAnotherNamespacesImageInAList_ShowsNothingOfIt(string mode, string answer)
    {
        var list = SampleIndex.Oci(Own, Secret).Manifest;
        Serve("1", list, withHead: true);
        Serve(Own.OciManifest.Digest.ToString(), Own.OciManifest, withHead: true);
        _hostile.On($"HEAD {Manifests}/{Foreign}", Answers.Manifest(Secret.OciManifest)).On($"GET {Manifests}/{Foreign}", Answer(answer));
        _fixture.Apply("s", TestStreams.Tag("latest", $"{_hostile.Host}/evil/x:1", mode));

        await _fixture.RunAsync("s");

        ShowsNothing(answer == "404" ? ImportReasons.NotFound : ImportReasons.InvalidManifest, Foreign.ToString());
        _fixture.StoredImages.Should().NotContain(StoredNames.ToStored(list.Digest.ToString()), "its layers would be shown with the list");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HostileRegistry_ThatNamedAnImageInAListBeforeTheClusterHadIt_ShowsNothingOfItToImportRequests(bool knowsTheList)
    {
        var late = SampleImage.Create(new SampleImageOptions { Seed = 3, Architecture = "s390x" });
        var list = SampleIndex.Oci(Own, late).Manifest;
        Serve("1", list, withHead: true);
        Serve(Own.OciManifest.Digest.ToString(), Own.OciManifest, withHead: true);
        _fixture.Apply("s", TestStreams.Tag("latest", $"{_hostile.Host}/evil/x:1", ImportModes.PreserveOriginal));
        (await _fixture.RunAsync("s")).PlatformFailures.Should().ContainSingle();
        _fixture.Serve("private/app", "2", late.OciManifest, late);
        _fixture.Apply("victim", "late", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("private/app:2"))));
        await _fixture.RunAsync("victim", "late");

        var job = new ImportJob
        {
            Namespace = "test",
            Shown = knowsTheList ? new HashSet<string> { list.Digest.ToString() } : new HashSet<string>(),
            Images = [Request($"{_hostile.Host}/evil/x:1") with { ImportMode = ImportModes.PreserveOriginal }],
            Patience = TimeSpan.FromSeconds(50),
        };
        var result = (await ShowAsync(job)).Single();

        result.Failure!.Reason.Should().Be(ImportReasons.NotFound);
        result.View.Should().BeNull();
    }

    [Theory]
    [InlineData("1", "404")]
    [InlineData("1", "other bytes")]
    [InlineData("digest", "404")]
    [InlineData("digest", "other bytes")]
    public async Task HostileRegistry_ThatNamesAnotherNamespacesImageToAnImportRequest_ShowsNothingOfIt(string by, string answer)
    {
        var reference = by == "digest" ? $"@{Foreign}" : ":1";
        _hostile.On($"HEAD {Manifests}/1", Answers.Manifest(Secret.OciManifest)).On($"HEAD {Manifests}/{Foreign}", Answers.Manifest(Secret.OciManifest))
            .On($"GET {Manifests}/{Foreign}", Answer(answer));
        var request = Request($"{_hostile.Host}/evil/x{reference}");
        var job = new ImportJob { Namespace = "test", Images = [request, request with { IncludeManifest = true }], Patience = TimeSpan.FromSeconds(50) };

        (await ShowAsync(job)).Should().AllSatisfy(r => (r.Image, r.View, r.Failure is null).Should().Be((null, null, false)));
    }

    [Fact]
    public async Task HostileRegistry_ThatNamesAnImageThatSomebodyIsJustImporting_IsGivenNothingOfIt()
    {
        var release = new TaskCompletionSource();
        var next = SampleImage.Create(5);
        _fixture.Serve("private/app", "2", next.OciManifest, next);
        var config = $"GET /v2/private/app/blobs/{next.Config.Digest}";
        _fixture.Registry.On(config, async context =>
        {
            await release.Task;
            await Answers.Bytes(next.Config.Content, MediaTypes.OctetStream)(context);
        });
        _fixture.Apply("victim", "next", TestStreams.Stream(TestStreams.Tag("latest", _fixture.From("private/app:2"))));
        var victim = _fixture.RunAsync("victim", "next");
        await Eventually.Succeeds(() => _fixture.Registry.Count(config).Should().Be(1));
        _hostile.On($"HEAD {Manifests}/1", Answers.Manifest(next.OciManifest));
        _fixture.Apply("test", "s", StreamWithHistory());

        await _fixture.RunAsync("s");
        release.SetResult();
        (await victim).Failed.Should().Be(0);

        _fixture.Tag("s", "latest").ImportFailure!.Reason.Should().Be(ImportReasons.NotFound);
        _fixture.Tag("s", "latest").Events.Select(e => e.Image).Should().Equal(Before.ToString());
    }

    private static ImageRequest Request(string from) => new()
    {
        From = from,
        Insecure = true,
        ImportMode = ImportModes.Legacy,
        Platform = PlatformPreference.Common with { Architecture = "amd64" },
    };

    private static Microsoft.AspNetCore.Http.RequestDelegate Answer(string kind) =>
        kind == "404" ? Answers.Error(404, "MANIFEST_UNKNOWN", "manifest unknown") : Answers.Manifest(Own.OciManifest);

    private async Task<IReadOnlyList<ImageResult>> ShowAsync(ImportJob job) =>
        await _fixture.Engine.ViewAsync((await _fixture.Engine.FetchAsync(job, CancellationToken.None)).Images, CancellationToken.None);

    private void ShowsNothing(string reason, string message)
    {
        var tag = _fixture.Tag("s", "latest");
        tag.ImportFailure!.Reason.Should().Be(reason);
        tag.ImportFailure!.Message.Should().Contain(message);
        tag.Events.Select(e => e.Image).Should().NotContain(Foreign.ToString());
        _fixture.Cluster.Writes.Where(w => w.Path == TestStreams.PathOf("test", "s")).Should().NotContain(w => w.Body.Contains(Secret.Config.Digest.ToString(), StringComparison.Ordinal));
    }

    // With something from that repository, so that the tag is asked by HEAD what it stands for.
    private JsonObject StreamWithHistory()
    {
        var tag = TestStreams.Tag("latest", $"{_hostile.Host}/evil/x:1");
        var stream = TestStreams.Stream(tag);
        stream["status"] = new JsonObject
        {
            ["tags"] = new JsonArray(new JsonObject
            {
                ["tag"] = "latest",
                ["items"] = new JsonArray(new JsonObject
                {
                    ["created"] = "2026-01-01T00:00:00Z",
                    ["dockerImageReference"] = $"{_hostile.Host}/evil/x@{Before}",
                    ["image"] = Before.ToString(),
                    ["generation"] = 0,
                }),
            }),
        };
        return stream;
    }

    private void Serve(string reference, Manifest manifest, bool withHead)
    {
        _hostile.On($"GET {Manifests}/{reference}", Answers.Manifest(manifest)).On($"GET {Manifests}/{manifest.Digest}", Answers.Manifest(manifest))
            .On($"GET /v2/evil/x/blobs/{Own.Config.Digest}", Answers.Bytes(Own.Config.Content, MediaTypes.OctetStream));
        if (withHead)
        {
            _hostile.On($"HEAD {Manifests}/{reference}", Answers.Manifest(manifest));
        }
    }
}
