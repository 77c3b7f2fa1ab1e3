using System.Text.Json.Nodes;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.LocalRegistry.Tests;

/// <summary>Real skopeo, and a real docker-registry at the other end, push to us and pull from us.</summary>
public sealed class SkopeoTests(RegistryFixture registry) : IClassFixture<RegistryFixture>
{
    private readonly SampleImage _image = SampleImage.Create(5);
    private readonly SampleImage _other = SampleImage.Create(new SampleImageOptions { Seed = 6, Architecture = "arm64", Variant = "v8" });

    [PeerTheory("skopeo")]
    [InlineData("v2s2", MediaTypes.DockerManifest)]
    [InlineData("oci", MediaTypes.OciManifest)]
    [InlineData("v2s1", MediaTypes.DockerSchema1Signed)]
    public async Task Copy_OfAnImage_ArrivesInTheFormatAskedFor(string format, string mediaType)
    {
        await _image.PushAsync(registry.PushClient($"skopeo/from-{format}"), "latest", _image.DockerManifest, default);

        await CopyAsync($"docker://{registry.Host}/skopeo/from-{format}:latest", $"docker://{registry.Host}/skopeo/to-{format}:v1", "--format", format);

        var copied = await registry.Client($"skopeo/to-{format}").GetManifestAsync("v1", default);
        copied.ContentType.Should().Be(mediaType);
        (await Pulled.WholeAsync(registry.Client($"skopeo/to-{format}"), "v1")).Should().Be(1);
    }

    [PeerTheory("skopeo")]
    [InlineData(MediaTypes.OciIndex)]
    [InlineData(MediaTypes.DockerManifestList)]
    public async Task Copy_OfAWholeIndex_KeepsItsDigest(string mediaType)
    {
        var index = mediaType == MediaTypes.OciIndex ? SampleIndex.Oci(_image, _other) : SampleIndex.Docker(_image, _other);
        var name = $"skopeo/index{index.Manifest.Digest.Hex[..6]}";
        await index.PushAsync(registry.PushClient(name), "latest", default);

        await CopyAsync($"docker://{registry.Host}/{name}:latest", $"docker://{registry.Host}/{name}-copy:latest", "--all");

        var copied = await registry.Client($"{name}-copy").GetManifestAsync("latest", default);
        copied.Digest.Should().Be(index.Manifest.Digest);
        (await Pulled.WholeAsync(registry.Client($"{name}-copy"), "latest")).Should().Be(3);
    }

    [PeerFact("skopeo")]
    public async Task Inspect_SeesWhatWasPushed()
    {
        await _image.PushAsync(registry.PushClient("skopeo/inspect"), "latest", _image.OciManifest, default);

        var seen = JsonNode.Parse(await PeerPrograms.RunAsync(
            "skopeo", "inspect", "--tls-verify=false", $"docker://{registry.Host}/skopeo/inspect:latest"))!;

        seen["Digest"]!.GetValue<string>().Should().Be(_image.OciManifest.Digest.ToString());
        seen["RepoTags"]!.AsArray().Select(t => t!.GetValue<string>()).Should().Equal("latest");
        seen["Layers"]!.AsArray().Select(l => l!.GetValue<string>()).Should().Equal(_image.Layers.Select(l => l.Digest.ToString()));
    }

    [PeerFact("skopeo")]
    public async Task Delete_TakesTheImageAway()
    {
        await _image.PushAsync(registry.PushClient("skopeo/delete"), "latest", _image.OciManifest, default);

        await PeerPrograms.RunAsync("skopeo", "delete", "--tls-verify=false", $"docker://{registry.Host}/skopeo/delete:latest");

        (await registry.Http.GetAsync("/v2/skopeo/delete/manifests/latest")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [PeerFact("skopeo", DockerRegistryProcess.Program)]
    public async Task Copy_ToARealRegistryAndBack_KeepsTheDigest()
    {
        await using var real = await DockerRegistryProcess.StartAsync();
        var index = SampleIndex.Oci(_image, _other);
        await index.PushAsync(registry.PushClient("skopeo/round"), "latest", default);

        await CopyAsync($"docker://{registry.Host}/skopeo/round:latest", $"docker://{real.Host}/there/it-is:v1", "--all");
        await CopyAsync($"docker://{real.Host}/there/it-is:v1", $"docker://{registry.Host}/skopeo/back:latest", "--all");

        (await registry.Client("skopeo/back").GetManifestAsync("latest", default)).Digest.Should().Be(index.Manifest.Digest);
        (await Pulled.WholeAsync(registry.Client("skopeo/back"), "latest")).Should().Be(3);
    }

    private static Task<string> CopyAsync(string from, string to, params string[] options) => PeerPrograms.RunAsync(
        "skopeo", ["--insecure-policy", "copy", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false", .. options, from, to]);
}
