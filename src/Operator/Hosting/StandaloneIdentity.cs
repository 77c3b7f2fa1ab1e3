using ImageStreams.Entities;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Hosting;

namespace ImageStreams.Operator;

/// <summary>Gives the process the token of its service account, as a kubelet would: in a file, renewed long before it ends.</summary>
internal sealed class StandaloneIdentity(KubernetesClient admin, string file, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(20);

    /// <summary>The configuration of the service account at the server that <paramref name="configuration"/> names.</summary>
    public KubernetesClientConfiguration ConfigurationFrom(KubernetesClientConfiguration configuration) => configuration with
    {
        CurrentContext = StandaloneInstallation.Name,
        ClientCertificateData = null,
        ClientCertificateFilePath = null,
        ClientKeyData = null,
        ClientKeyFilePath = null,
        TokenFilePath = file,
    };

    /// <summary>Asks for a token and puts it into the file, which no other user may read.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var answer = await admin.Resource<ServiceAccount>().CreateSubresourceAsync(
            new NamespacedName(StandaloneInstallation.Namespace, StandaloneInstallation.Name),
            "token",
            new TokenRequest { Spec = new TokenRequestSpec { Audiences = [], ExpirationSeconds = (long)Lifetime.TotalSeconds } },
            cancellationToken);
        await PrivateFile.WriteAsync(file, answer.Status?.Token ?? "", cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RenewEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RenewAsync(stoppingToken);
        }
    }
}
