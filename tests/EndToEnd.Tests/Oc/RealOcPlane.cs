using ImageStreams.LocalRegistry;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// A real control plane with <c>config/default</c> installed. Always one of our own, not a given cluster: images are pruned, whosoever they are.
/// </summary>
public sealed class RealOcPlane() : OcPlane(CanStart)
{
    private readonly InstalledCluster _cluster = new();
    private LocalRegistryHost? _registry;

    public override string Registry => _registry?.Host ?? throw new InvalidOperationException("the registry does not run");

    public override ProductProcess Process => _cluster.Process;

    private static bool CanStart => OcFactAttribute.ReasonToSkipReal is null;

    private protected override async Task<Kubectl> StartAsync()
    {
        _registry = await LocalRegistryHost.StartAsync(
            new LocalRegistryOptions { Directory = Path.Combine(Folder.Path, "registry") }, NullLoggerFactory.Instance, CancellationToken.None);
        await _cluster.InitializeAsync();
        return _cluster.Admin;
    }

    private protected override async Task StopAsync()
    {
        await _cluster.DisposeAsync();
        await (_registry?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private sealed class InstalledCluster : Cluster
    {
        public InstalledCluster()
            : base(RealPlane.StartOwnAsync, InstallationMode.Api, CanStart) => RegistryHostname = IntegratedRegistry;
    }
}
