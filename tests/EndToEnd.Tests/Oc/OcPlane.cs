using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A place where <c>oc</c> is tried: an installation, and a registry that holds a few images.</summary>
/// <remarks>
/// <c>team/app</c> has <c>1.0</c> (docker schema 2), <c>1.1</c> (OCI) and <c>latest</c>, which is <c>1.1</c>; <c>team/tools:latest</c> is an index of
/// two platforms. Images are the same every time, and so are their digests.
/// </remarks>
public abstract class OcPlane : IAsyncLifetime
{
    /// <summary>What streams believe their registry to be: the address in the oldest guide to <c>oc</c> and image streams.</summary>
    public const string IntegratedRegistry = "172.30.132.198:5000";

    private readonly bool _canStart;
    private Connection? _connection;
    private Kubectl? _admin;
    private string _token = "";

    private protected OcPlane(bool canStart) => _canStart = canStart;

    /// <summary>Host and port of the registry.</summary>
    public abstract string Registry { get; }

    /// <summary>The process under test.</summary>
    public abstract ProductProcess Process { get; }

    private protected TemporaryFolder Folder { get; } = new();

    public async Task InitializeAsync()
    {
        if (!_canStart)
        {
            return; // every test is skipped
        }

        _admin = await StartAsync();
        _connection = await Connection.ReadAsync(_admin);
        await _admin.RunAsync("create", "serviceaccount", "oc", "-n", "default");
        await _admin.RunAsync("create", "clusterrolebinding", "oc", "--clusterrole=cluster-admin", "--serviceaccount=default:oc");
        _token = (await _admin.RunAsync("create", "token", "oc", "-n", "default")).Trim();
        await PushAsync();
    }

    public async Task DisposeAsync()
    {
        if (_canStart)
        {
            await StopAsync();
        }

        Folder.Dispose();
    }

    /// <summary>A shell in a namespace of its own, of somebody who may do anything and has a token.</summary>
    internal async Task<OcShell> ShellAsync(string ns)
    {
        await _admin!.RunAsync("create", "namespace", ns);
        return new OcShell(Folder.Write($"{ns}.kubeconfig", _connection!.KubeconfigOf(_token, ns)), Folder.Path, Registry);
    }

    /// <summary>Pushes an image into the registry.</summary>
    internal async Task PushAsync(string repository, string tag, SampleImage image)
    {
        using var transport = new RegistryTransport(new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        await image.PushAsync(Client(transport, repository), tag, image.OciManifest, CancellationToken.None);
    }

    /// <summary>Starts the installation; gives kubectl of its administrator.</summary>
    private protected abstract Task<Kubectl> StartAsync();

    private protected abstract Task StopAsync();

    private async Task PushAsync()
    {
        using var transport = new RegistryTransport(new RegistryTransportOptions(), TimeProvider.System, NullLogger<RegistryTransport>.Instance);
        var first = SampleImage.Create(new SampleImageOptions { Seed = 1, Layers = 2 });
        var second = SampleImage.Create(2);
        var app = Client(transport, "team/app");
        await first.PushAsync(app, "1.0", first.DockerManifest, CancellationToken.None);
        await second.PushAsync(app, "1.1", second.OciManifest, CancellationToken.None);
        await second.PushAsync(app, "latest", second.OciManifest, CancellationToken.None);
        await SampleIndex.Oci(
            SampleImage.Create(3),
            SampleImage.Create(new SampleImageOptions { Seed = 4, Architecture = "arm64", Variant = "v8" }))
            .PushAsync(Client(transport, "team/tools"), "latest", CancellationToken.None);
    }

    private RegistryPushClient Client(RegistryTransport transport, string repository) => transport.PushClient(
        RepositoryName.Of(ImageReference.Parse($"{Registry}/{repository}")), new RegistryAccess(AnonymousKeychain.Instance, Insecure: true));
}
