using System.Text;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.Operator.Tests;

public sealed class TagCommandTests
{
    public static TheoryData<string> Formats => new(TagFixture.Formats);

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Tag_WithinARepository_PutsTheManifestAgain(string format)
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await TagScenarios.WithinARepositoryAsync(registry, format);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Tag_IntoAnotherRepository_MountsTheBlobs(string format)
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await TagScenarios.AcrossRepositoriesAsync(registry, format);
    }

    [Fact]
    public async Task Tag_ByDigest_TagsWhatHadNoTag()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.OciIndex);
        var child = registry.Index.Children[1].Digest;

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app:gone@{child}", $"{registry.Host}/team/app:arm64", "-o", "yaml");

        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Should().Contain($"source: {registry.Host}/team/app@{child}\n").And.Contain($"reference: {registry.Host}/team/app:arm64\n");
        (await registry.Client("team/app").HeadManifestAsync("arm64", default)).Digest.Should().Be(child);
    }

    [Fact]
    public async Task Tag_OfAManifestWithBlanksAtItsEnd_KeepsEveryByte()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.OciManifest);
        byte[] bytes = [.. registry.Image.OciManifest.Bytes.ToArray(), .. " \r\n\n"u8];
        await registry.PushClient("team/app").PutManifestAsync("blanks", bytes, MediaTypes.OciManifest, default);

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app:blanks", $"{registry.Host}/team/app:kept");

        result.Output.Should().Contain(Digest.Compute(bytes).ToString());
    }

    [Fact]
    public async Task Tag_OfAnImageWithForeignLayers_LeavesThemWhereTheyAre()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.DockerManifest);
        var foreign = Digest.Compute("elsewhere"u8);
        var text = Encoding.UTF8.GetString(registry.Image.DockerManifest.Bytes.Span).Replace(
            "\"layers\":[", $$"""
            "layers":[{"mediaType":"{{MediaTypes.DockerForeignLayer}}","size":9,"digest":"{{foreign}}","urls":["https://example.com/layer"]},
            """, StringComparison.Ordinal);
        await registry.PushClient("team/app").PutManifestAsync("windows", Encoding.UTF8.GetBytes(text), MediaTypes.DockerManifest, default);

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app:windows", $"{registry.Host}/team/copy:windows");

        result.ExitCode.Should().Be(0, result.Error);
        registry.Tagging.Should().NotContain(r => r.Query.Contains(foreign.Hex, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tag_WhereTheRegistryDoesNotMount_TakesWhatIsThereAlready()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.Image.PushBlobsAsync(registry.PushClient("team/copy"), isSchema1: false, default);
        await registry.PushAsync(MediaTypes.DockerManifest);
        NeverMount(registry);

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/copy");

        result.ExitCode.Should().Be(0, result.Error);
        registry.Count("GET", "/v2/team/copy/blobs/").Should().Be(0);
    }

    [Fact]
    public async Task Tag_WhereTheRegistryDoesNotMount_SaysSoAndTagsNothing()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.OciIndex);
        NeverMount(registry);

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/copy");

        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
        result.Error.Should().Contain($"{registry.Host} does not mount sha256:").And.Contain("from team/app into team/copy").And.Contain("Nothing was tagged");
        registry.Count("PUT", "/v2/").Should().Be(0);
    }

    [Theory]
    [InlineData("POST /v2/team/copy/blobs/uploads/", "403 Forbidden: DENIED: not yours")]
    [InlineData("PUT /v2/team/copy/manifests/latest", "403 Forbidden: DENIED: not yours")]
    [InlineData("GET /v2/team/app/manifests/latest", "403 Forbidden: DENIED: not yours")]
    public async Task Tag_WhereTheRegistryForbids_TellsWhatItSaid(string route, string why)
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.DockerManifest);
        registry.Door.On(route, Answers.Error(403, "DENIED", "not yours"));

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/copy");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(route.Split(' ')[1]).And.Contain(why);
    }

    [Fact]
    public async Task Tag_WhenTheRegistryClaimsAnotherDigest_Fails()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.DockerManifest);
        var other = Digest.Compute("other"u8);
        registry.Door.On("PUT /v2/team/app/manifests/v2", Answers.With(Answers.Status(201), ("Docker-Content-Digest", other.ToString())));

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/app:v2");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain($"was sent the manifest {registry.Image.DockerManifest.Digest}, but says that it stored {other}");
    }

    [Fact]
    public async Task Tag_WhenTheNameMeansSomethingElseAfterwards_Fails()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        var pushed = await registry.PushAsync(MediaTypes.DockerManifest);
        registry.Door.On("GET /v2/team/app/manifests/v2", Answers.With(
            Answers.Bytes(registry.Other.OciManifest.Bytes, MediaTypes.OciManifest), ("Docker-Content-Digest", pushed.Digest.ToString())));

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/app:v2");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain($"means {registry.Other.OciManifest.Digest}, not {pushed.Digest}: somebody else has tagged it meanwhile");
    }

    [Theory]
    [InlineData("GET /v2/team/app/manifests/v2", "was stored, but is not there: somebody has deleted it meanwhile")]
    [InlineData("PUT /v2/team/app/manifests/v2", "404 NotFound: MANIFEST_UNKNOWN: gone")]
    public async Task Tag_OfWhatIsDeletedMeanwhile_Fails(string route, string why)
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.DockerManifest);
        registry.Door.On(route, Answers.Error(404, "MANIFEST_UNKNOWN", "gone"));

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/app:v2");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(why);
    }

    [Fact]
    public async Task Tag_OfAnIndexWhoseChildIsGone_TagsNothing()
    {
        await using var registry = await LocalTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.OciIndex);
        var child = registry.Index.Children[1].Digest;
        registry.Door.On($"GET /v2/team/app/manifests/{child}", Answers.Error(404, "MANIFEST_UNKNOWN", "gone"));

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/copy");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain(child.ToString()).And.Contain("gone");
        registry.Count("PUT", "/v2/team/copy/manifests/latest").Should().Be(0);
    }

    [Fact]
    public async Task Tag_OfAnIndexWithinFiveOthers_Stops()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        var manifest = SampleManifest();
        for (var depth = 0; depth < 5; depth++)
        {
            registry.On($"GET /v2/team/app/manifests/{manifest.Digest}", Answers.Manifest(manifest));
            manifest = Manifest.Parse(
                Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{manifest.ContentType}}","digest":"{{manifest.Digest}}","size":1}]}"""),
                MediaTypes.OciIndex);
        }

        registry.On("GET /v2/team/app/manifests/latest", Answers.Manifest(manifest));

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/team/copy");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("nested deeper than 4");
        registry.Requests.Should().OnlyContain(r => r.Method == "GET");
    }

    [Theory]
    [InlineData("a.example/x", "b.example/x:1", "SRC is in a.example, DST in b.example: to another registry the layers must be copied too. Try: skopeo copy --all docker://a.example/x:latest docker://b.example/x:1")]
    [InlineData("ruby", "quay.io/me/ruby", "Try: skopeo copy --all docker://docker.io/library/ruby:latest docker://quay.io/me/ruby:latest")]
    [InlineData("a.example/x", "a.example/x@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "DST must name a tag, not a digest")]
    [InlineData("a b", "c", "'a b' is not an image reference: invalid reference format")]
    [InlineData("c", "http://x/y", "'http://x/y' is not an image reference: leave out what stands before the host")]
    [InlineData("quay.io", "quay.io/x/y", "'quay.io' names a registry, but no image")]
    public async Task Tag_WithWrongUsage_ExitsWith2(string source, string target, string why)
    {
        var result = await TagScenarios.TagAsync(source, target);

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(why).And.Contain("See 'imagestreams tag --help'.");
    }

    [Fact]
    public async Task Tag_WithHelp_NamesItsArgumentsAndOptions()
    {
        var result = await CommandResult.RunAsync("tag", "--help");

        result.ExitCode.Should().Be(0);
        result.Output.Should().ContainAll("SRC", "DST", "--insecure", "--authfile", "-o", "IMAGESTREAMS_AUTHFILE", "without pulling or pushing its layers");
    }

    private static Manifest SampleManifest() => ImageStreams.LocalRegistry.SampleImage.Create(1).OciManifest;

    // What a registry answers that knows no mounts, or does not let us pull: start an upload.
    private static void NeverMount(TagFixture registry) => registry.Door.On(
        "POST /v2/team/copy/blobs/uploads/",
        context =>
        {
            context.Response.Headers.Location = "/v2/team/copy/blobs/uploads/1";
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        });
}
