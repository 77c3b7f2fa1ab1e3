using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Import.Tests;

/// <summary>What a stock registry keeps, put there by our own client and by skopeo, imported by the engine.</summary>
public sealed class PeerManifestTests : IAsyncLifetime
{
    private static readonly SampleImage Amd64 = SampleImage.Create(new SampleImageOptions { Seed = 1, RepeatsALayer = true });
    private static readonly SampleImage Arm64 = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64", Variant = "v8" });

    private readonly RegistryTransport _transport = new(new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);

    private ImportFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ImportFixture.StartAsync();

    public async Task DisposeAsync()
    {
        _transport.Dispose();
        await _fixture.DisposeAsync();
    }

    [PeerFact(DockerRegistryProcess.Program, "skopeo")]
    public async Task Run_EveryKindOfADockerRegistry_IsImportedInBothModes()
    {
        await using var registry = await DockerRegistryProcess.StartAsync();
        var repository = $"{registry.Host}/team/app";
        var client = _transport.PushClient(RepositoryName.Of(ImageReference.Parse(repository)), RegistryAccess.Anonymous with { Insecure = true });
        await Amd64.PushAsync(client, "docker", Amd64.DockerManifest, default);
        await Amd64.PushAsync(client, "oci", Amd64.OciManifest, default);
        await Amd64.PushAsync(client, "schema1", Amd64.Schema1("team/app", "schema1"), default);
        await SampleIndex.Docker(Amd64, Arm64).PushAsync(client, "list", default);
        await SampleIndex.Oci(Amd64, Arm64).PushAsync(client, "index", default);
        await PushArtifactAsync(client, "chart", "application/vnd.cncf.helm.config.v1+json", """{"name":"chart","version":"1.2.3"}""");
        await PushArtifactAsync(client, "artifact", "application/vnd.oci.empty.v1+json", "{}");
        await PeerPrograms.RunAsync("skopeo", [
            "--insecure-policy", "copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--dest-compress-format", "zstd", "--format", "oci",
            $"docker://{repository}:oci", $"docker://{repository}:zstd"]);
        await PeerPrograms.RunAsync("skopeo", [
            "--insecure-policy", "copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--format", "v2s1",
            $"docker://{repository}:docker", $"docker://{repository}:schema1-skopeo"]);
        string[] tags = ["docker", "oci", "schema1", "list", "index", "chart", "artifact", "zstd", "schema1-skopeo"];
        JsonObject[] wanted =
        [
            .. tags.Select(t => TestStreams.Tag(t, $"{repository}:{t}")),
            .. tags.Select(t => TestStreams.Tag($"{t}-whole", $"{repository}:{t}", ImportModes.PreserveOriginal)),
        ];
        _fixture.Apply("s", wanted);

        var outcome = await _fixture.RunAsync("s");

        outcome.Failed.Should().Be(0, string.Join('\n', _fixture.Read("test", "s").StatusTags.Select(t => t.ImportFailure?.Message)));
        _fixture.Read("test", "s").StatusTags.Should().HaveCount(wanted.Length);
        _fixture.Tag("s", "index").Newest!.Image.Should().Be(Amd64.OciManifest.Digest.ToString());
        _fixture.Tag("s", "index-whole").Newest!.Image.Should().Be(SampleIndex.Oci(Amd64, Arm64).Manifest.Digest.ToString());
        _fixture.Tag("s", "list-whole").Newest!.Image.Should().Be(SampleIndex.Docker(Amd64, Arm64).Manifest.Digest.ToString());
        _fixture.Tag("s", "schema1-whole").Newest!.Image.Should().Be(_fixture.Tag("s", "schema1").Newest!.Image);
        var chart = Stored(_fixture.Tag("s", "chart").Newest!.Image!);
        chart["dockerImageLayers"]!.AsArray().Should().ContainSingle();
        Stored(_fixture.Tag("s", "schema1-skopeo").Newest!.Image!)["dockerImageLayers"]!.AsArray().Should().OnlyContain(l => l!["size"]!.GetValue<long>() > 0, "skopeo writes no sizes, the registry was asked");
    }

    private static async Task PushArtifactAsync(RegistryPushClient client, string tag, string configType, string config)
    {
        var (bytes, layer) = (Encoding.UTF8.GetBytes(config), Encoding.UTF8.GetBytes($"content of {tag}"));
        await client.UploadBlobAsync(Digest.Compute(bytes), bytes, default);
        await client.UploadBlobAsync(Digest.Compute(layer), layer, default);
        var manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{"mediaType":"{{configType}}","size":{{bytes.Length}},"digest":"{{Digest.Compute(bytes)}}"},
             "layers":[{"mediaType":"application/vnd.example.content","size":{{layer.Length}},"digest":"{{Digest.Compute(layer)}}"}]}
            """);
        await client.PutManifestAsync(tag, manifest, MediaTypes.OciManifest, default);
    }

    private JsonObject Stored(string image) => _fixture.Cluster.Find($"{TestStreams.Group}/images/{StoredNames.ToStored(image)}")!;
}
