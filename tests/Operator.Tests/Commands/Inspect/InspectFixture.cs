using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Operator.Tests;

/// <summary>A local registry with an image in every format.</summary>
public sealed class InspectFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("inspect-");
    private readonly RegistryTransport _transport = new(
        new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);

    private LocalRegistryHost _registry = null!;

    public string Host => _registry.Host;

    public SampleImage Image { get; } = SampleImage.Create(new SampleImageOptions { Seed = 1, RepeatsALayer = true });

    public SampleImage Other { get; } = SampleImage.Create(new SampleImageOptions { Seed = 2, Architecture = "arm64", Variant = "v8", Layers = 2 });

    public SampleIndex Index => SampleIndex.Oci(Image, Other);

    public async Task InitializeAsync()
    {
        _registry = await LocalRegistryHost.StartAsync(
            new LocalRegistryOptions { Directory = _folder.FullName }, NullLoggerFactory.Instance, default);
        var target = PushClient();
        await Image.PushAsync(target, "docker", Image.DockerManifest, default);
        await Image.PushAsync(target, "oci", Image.OciManifest, default);
        await Image.PushAsync(target, "schema1", Image.Schema1("team/app", "schema1"), default);
        await SampleIndex.Docker(Image, Other).PushAsync(target, "list", default);
        await Index.PushAsync(target, "index", default);
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        _transport.Dispose();
        _folder.Delete(recursive: true);
    }

    public RegistryPushClient PushClient() =>
        _transport.PushClient(RepositoryName.Of(ImageReference.Parse($"{Host}/team/app")), RegistryAccess.Anonymous with { Insecure = true });

    /// <summary>Where a blob lies: a test spoils it.</summary>
    public string BlobFile(Digest digest) => Path.Combine(_folder.FullName, "blobs", digest.Algorithm, digest.Hex[..2], digest.Hex);
}
