using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

/// <summary>A kube-apiserver that dies under the client, and everything that the test kit's control plane can be started with.</summary>
public sealed class RealControlPlaneRestartTests
{
    [ControlPlaneFact("kube-controller-manager")]
    public async Task Informer_ServerKilledAndStarted_GoesOn()
    {
        await using var plane = await RealControlPlane.StartAsync(
            new RealControlPlaneOptions { ControllerManager = true, TokenAuthFile = "s3cret,tester,1,\"system:masters\"\n" });
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(plane.KubeconfigPath);
        using var client = TestClients.To(
            configuration with { ClientCertificateData = null, ClientKeyData = null, AccessToken = "s3cret" }, TimeProvider.System, new KubernetesClientOptions());
        using var informer = new Informer<ServiceAccount>(client.Resource<ServiceAccount>(), new(), NullLogger<Informer<ServiceAccount>>.Instance);
        await informer.StartAsync(CancellationToken.None);
        await informer.WaitForSyncAsync(CancellationToken.None);
        await Eventually.Succeeds(() => informer.Find(new NamespacedName("default", "default")).Should().NotBeNull("the controller manager makes it"));

        await plane.RestartApiServerAsync();
        await client.Resource<ServiceAccount>().CreateAsync(
            new ServiceAccount { Metadata = new ObjectMeta { Name = "after", Namespace = "default" } }, CancellationToken.None);

        await Eventually.Succeeds(() => informer.Find(new NamespacedName("default", "after")).Should().NotBeNull());
        await informer.StopAsync(CancellationToken.None);
    }
}
