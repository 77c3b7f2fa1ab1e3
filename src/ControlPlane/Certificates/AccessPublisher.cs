using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ImageStreams.ControlPlane;

/// <summary>Writes down how the server is reached and whom to believe: the admin's kubeconfig and the config map of aggregated servers.</summary>
internal sealed class AccessPublisher(OwnObjects objects, ClusterCertificates certificates, ControlPlaneOptions options, IServer server)
{
    public string KubeConfigPath { get; } = Path.Combine(options.DataDirectory, "kubeconfig");

    /// <summary>Where clients reach the server; it must have started.</summary>
    public Uri Address => new(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public Task PublishAuthoritiesAsync() => AuthenticationConfigMap.WriteAsync(objects, certificates);

    public void WriteKubeConfig() => KubeConfigWriter.Write(KubeConfigPath, Address, certificates.Authority, certificates.Admin);
}
