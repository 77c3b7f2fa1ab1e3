using ImageStreams.Import;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>Looks whether the cluster is there and has what we need, so that a wrong address is one line and not a log full of retries.</summary>
internal static class RunCheck
{
    /// <exception cref="RunStartException">It is not, or has not.</exception>
    public static async Task EnsureClusterAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var host = client.Configuration.Host;
        try
        {
            await client.GetRawAsync("/version", cancellationToken);
            await client.GetRawAsync($"/apis/{StreamStore.StoredKind.Group}/{StreamStore.StoredKind.Version}", cancellationToken);
        }
        catch (KubeApiException e) when (e.IsUnauthorized)
        {
            throw new RunStartException($"the cluster at {host} does not accept our credentials: {e.Message}");
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            throw new RunStartException($"the cluster at {host} does not serve {StreamStore.StoredKind.ApiVersion}: apply config/crd (imagestreams crds prints it)");
        }
        catch (Exception e) when (e is KubeConfigException || ControlPlaneFailures.Includes(e))
        {
            throw new RunStartException($"the cluster at {host} cannot be reached: {(e.InnerException ?? e).Message}");
        }
    }
}
