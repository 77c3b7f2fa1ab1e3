using ImageStreams.Oci;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.LocalRegistry.Tests;

/// <summary>A registry in a temporary directory, and the clients to speak to it.</summary>
public sealed class RegistryFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("local-registry-");
    private readonly RegistryTransport _transport = new(
        new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);

    private LocalRegistryHost _registry = null!;

    public string Directory => _folder.FullName;

    public string Host => _registry.Host;

    public HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _registry = await LocalRegistryHost.StartAsync(
            new LocalRegistryOptions { Directory = _folder.FullName, MaxManifestBytes = 64 << 10 }, NullLoggerFactory.Instance, default);
        Http = new HttpClient { BaseAddress = _registry.Address };
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _transport.Dispose();
        _folder.Delete(recursive: true);
    }

    public RegistryClient Client(string path) => _transport.Client(Repository(Host, path), Access);

    public RegistryPushClient PushClient(string path) => PushClient(Host, path);

    internal static RegistryAccess Access { get; } = RegistryAccess.Anonymous with { Insecure = true };

    internal RegistryPushClient PushClient(string host, string path) => _transport.PushClient(Repository(host, path), Access);

    internal RegistryClient Client(string host, string path) => _transport.Client(Repository(host, path), Access);

    internal static RepositoryName Repository(string host, string path) =>
        RepositoryName.TryCreate(host, path, out var repository) ? repository : throw new ArgumentException(path);

    private async Task StopAsync()
    {
        Http.Dispose();
        await _registry.DisposeAsync();
    }
}
