using System.Text;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>
/// Writes the certificates that a registry beside this process needs (docs/push.md#on-this-machine): whom to trust when it tells of pushes, and whose
/// tokens are good. In a cluster it reads them from the same secrets.
/// </summary>
internal sealed class StandaloneCertificates(KubernetesClient admin, string directory, TimeProvider time)
{
    private const string Authorities = "ca.crt";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="RunStartException">The process has not made them within a minute.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await WriteAsync("imagestreams-serving-cert", "api-ca.crt", cancellationToken);
        await WriteAsync("imagestreams-token-key", "registry-tokens-ca.crt", cancellationToken);
    }

    private async Task WriteAsync(string secret, string file, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(StandaloneInstallation.Namespace, secret);
        var started = time.GetTimestamp();
        while (true)
        {
            var found = await admin.Resource<Secret>().FindAsync(name, cancellationToken);
            if (found?.Data?.GetValueOrDefault(Authorities) is { Length: > 0 } pem)
            {
                await File.WriteAllTextAsync(Path.Combine(directory, file), Encoding.UTF8.GetString(pem), cancellationToken);
                return;
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                throw new RunStartException($"the secret {name} has not been made");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
