using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// A real docker-registry that skopeo has filled with one image in each format, in the repository <see cref="Repository"/>: tags
/// <c>docker</c>, <c>oci</c>, <c>schema1</c> and <c>index</c>, an index of two platforms.
/// </summary>
internal sealed class PeerRegistry : IAsyncDisposable
{
    public const string Repository = "team/app";
    public const string Skopeo = "skopeo";

    private readonly DockerRegistryProcess _registry;

    private PeerRegistry(DockerRegistryProcess registry) => _registry = registry;

    public string Host => _registry.Host;

    public static async Task<PeerRegistry> StartAsync()
    {
        var registry = new PeerRegistry(await DockerRegistryProcess.StartAsync());
        try
        {
            await registry.FillAsync();
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the registry says of a tag.</summary>
    public async Task<HeldImage> ReadAsync(string tag)
    {
        using var reader = new RegistryReader(Host, Repository);
        return await reader.ReadAsync(tag);
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    private async Task FillAsync()
    {
        using var folder = new TemporaryFolder();
        var seed = Random.Shared.Next(1_000, 1_000_000); // images of its own: the cluster keeps where it had an image from first
        var image = SampleImage.Create(new SampleImageOptions { Seed = seed, RepeatsALayer = true });
        var arm64 = SampleImage.Create(new SampleImageOptions { Seed = seed + 1, Architecture = "arm64", Variant = "v8" });
        var single = new OciLayout(folder, "single");
        single.Write(image, "latest");
        var both = new OciLayout(folder, "both");
        both.Write(SampleIndex.Oci(image, arm64), "latest");
        await CopyAsync(single, "docker", "--format", "v2s2");
        await CopyAsync(single, "oci", "--format", "oci");
        await CopyAsync(single, "schema1", "--format", "v2s1");
        await CopyAsync(both, "index", "--all");
    }

    private Task<string> CopyAsync(OciLayout layout, string tag, params string[] options) => PeerPrograms.RunAsync(
        Skopeo, ["--insecure-policy", "copy", "--dest-tls-verify=false", .. options, $"oci:{layout.Path}:latest", $"docker://{Host}/{Repository}:{tag}"]);
}
