using ImageStreams.ControlPlane;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class StandaloneInstallationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Apply_GivesTheProcessItsKindsAndNoMoreRightsThanInACluster()
    {
        await using var plane = await ControlPlaneHost.StartAsync(
            new ControlPlaneOptions { DataDirectory = _folder.Path, Port = 0, WaitForDisk = false }, _ => { }, CancellationToken.None);
        using var admin = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(plane.KubeConfigPath));

        await new StandaloneInstallation(admin, TimeProvider.System).ApplyAsync(CancellationToken.None);
        var identity = new StandaloneIdentity(admin, Path.Combine(_folder.Path, "token"), TimeProvider.System);
        await identity.RenewAsync(CancellationToken.None);

        using var process = new KubernetesClient(identity.ConfigurationFrom(admin.Configuration));
        var stored = ImageStream.ResourceKind with { Version = ImageGroup.StoredVersion };
        (await process.Resource<ImageStream>(stored).ListAsync(ListOptions.All, CancellationToken.None)).Items.Should().BeEmpty();
        (await process.Resource<Secret>().ListAsync(ListOptions.All, CancellationToken.None)).Items.Should().NotBeNull();
        var tooMuch = () => process.Resource<ConfigMap>().ListAsync(ListOptions.All, CancellationToken.None);
        (await tooMuch.Should().ThrowAsync<KubeApiException>()).Which.IsForbidden.Should().BeTrue();
    }
}
