using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>Tagging at the registry that most registries are.</summary>
public sealed class DockerRegistryTagTests
{
    public static TheoryData<string> Formats => new(TagFixture.Formats);

    [PeerTheory(DockerRegistryProcess.Program)]
    [MemberData(nameof(Formats))]
    public async Task Tag_WithinARepository_PutsTheManifestAgain(string format)
    {
        await using var registry = await DockerTagFixture.StartAsync();
        await TagScenarios.WithinARepositoryAsync(registry, format);
    }

    [PeerTheory(DockerRegistryProcess.Program)]
    [MemberData(nameof(Formats))]
    public async Task Tag_IntoAnotherRepository_MountsTheBlobs(string format)
    {
        await using var registry = await DockerTagFixture.StartAsync();
        await TagScenarios.AcrossRepositoriesAsync(registry, format);
    }

    [PeerFact(DockerRegistryProcess.Program)]
    public async Task Tag_WhereTheSourceLacksALayer_SaysWhichAndTagsNothing()
    {
        await using var registry = await DockerTagFixture.StartAsync();
        await registry.PushAsync(MediaTypes.DockerManifest);
        var lost = registry.Image.Layers[1].Digest;
        using var http = new HttpClient();
        (await http.DeleteAsync(new Uri($"http://{registry.Host}/v2/team/app/blobs/{lost}"))).EnsureSuccessStatusCode();

        var result = await TagScenarios.TagAsync($"{registry.Host}/team/app", $"{registry.Host}/other/copy");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain($"does not mount {lost} from team/app into other/copy").And.Contain("Nothing was tagged");
        registry.Count("PUT", "/v2/other").Should().Be(0);
        registry.Count("DELETE", "/v2/other/copy/blobs/uploads/").Should().Be(1, "the upload that was offered instead is cancelled");
    }

    /// <summary>The commands of a page on image layers: upload hello-world, look at manifest, configuration and layers, tag it remotely as a user.</summary>
    [PeerFact(DockerRegistryProcess.Program)]
    public async Task TaggingImagesRemotely_AsUserOfTheRegistry_DoesWhatCurlDoes()
    {
        await using var registry = await DockerRegistryProcess.StartWithLoginAsync();
        using var folder = new TemporaryFolder();
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{DockerRegistryProcess.Username}:{DockerRegistryProcess.Password}"));
        var configuration = $$"""{"auths": {"{{registry.Host}}": {"auth": "{{login}}"} } }""";
        string[] authFile = ["--authfile", folder.Write("auth.json", configuration)];
        var image = SampleImage.Create(new SampleImageOptions { Seed = 7, Layers = 7 });
        await PushAsync(registry, configuration, image);

        var inspected = JsonNode.Parse((await CommandResult.RunAsync(["inspect", $"{registry.Host}/hello-world", "--verify", "-o", "json", .. authFile])).Output)!;
        var tagged = await CommandResult.RunAsync(["tag", $"{registry.Host}/hello-world:latest", $"{registry.Host}/hello-world:new", .. authFile]);
        var anonymous = await TagScenarios.TagAsync($"{registry.Host}/hello-world:latest", $"{registry.Host}/hello-world:stolen");

        inspected["mediaType"]!.GetValue<string>().Should().Be(MediaTypes.DockerManifest);
        var shown = inspected["images"]![0]!;
        shown["config"]!["digest"]!.GetValue<string>().Should().Be(image.Config.Digest.ToString());
        shown["layers"]!.AsArray().Select(l => (l!["digest"]!.GetValue<string>(), l["size"]!.GetValue<long>()))
            .Should().Equal(image.Layers.Select(l => (l.Digest.ToString(), l.Size)), "as sha256sum and wc -c have it");
        tagged.ExitCode.Should().Be(0, tagged.Error);
        tagged.Output.Should().Be($"""
            Source:      {registry.Host}/hello-world:latest
            Tagged:      {registry.Host}/hello-world:new
            Digest:      {image.DockerManifest.Digest}
            Media type:  {MediaTypes.DockerManifest}
            Stored:      1 manifest, 0 blobs mounted, none copied

            """);
        var again = JsonNode.Parse((await CommandResult.RunAsync(["inspect", $"{registry.Host}/hello-world:new", "-o", "json", .. authFile])).Output)!;
        again["digest"]!.GetValue<string>().Should().Be(inspected["digest"]!.GetValue<string>());
        anonymous.ExitCode.Should().Be(1);
        anonymous.Error.Should().Contain("401").And.Contain("A login can be given with --authfile.");
    }

    private static async Task PushAsync(DockerRegistryProcess registry, string configuration, SampleImage image)
    {
        using var transport = new RegistryTransport(new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        var access = new RegistryAccess(new DockerConfigKeychain([DockerConfig.Parse(Encoding.UTF8.GetBytes(configuration))]), Insecure: true);
        var client = transport.PushClient(RepositoryName.Of(ImageReference.Parse($"{registry.Host}/hello-world")), access);
        await image.PushAsync(client, "latest", image.DockerManifest, default);
    }
}
