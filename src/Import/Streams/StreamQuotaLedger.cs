using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.Import;

/// <summary>
/// Charges new streams to the quotas of their namespace (docs/spec/imagestream.md#limits). As in a kube-apiserver a new object is charged before it is
/// stored; whoever computes the quota's usage sets right what then was not stored after all.
/// </summary>
public sealed class StreamQuotaLedger(KubernetesClient client, TimeProvider time)
{
    private const int MaxAttempts = 10;

    private readonly ResourceClient<ResourceQuota> _client = client.Resource<ResourceQuota>();

    /// <summary>Charges one stream more to all quotas of a namespace.</summary>
    /// <returns>Why there may not be one more; null when there may.</returns>
    /// <exception cref="KubeApiException">The control plane cannot be asked.</exception>
    public async Task<string?> ChargeAsync(string ns, CancellationToken cancellationToken)
    {
        var quotas = await _client.ListAsync(new ListOptions { Namespace = ns }, cancellationToken);
        return await ChargeAsync(quotas.Items ?? [], isDryRun: false, cancellationToken);
    }

    /// <summary>Charges one stream more to those of some quotas that are of streams, each as it is by then; a dry run only asks.</summary>
    /// <inheritdoc cref="ChargeAsync(string, CancellationToken)"/>
    public async Task<string?> ChargeAsync(IEnumerable<ResourceQuota> quotas, bool isDryRun, CancellationToken cancellationToken)
    {
        foreach (var key in quotas.Where(StreamQuota.Applies).Select(NamespacedName.Of).OrderBy(k => k.Name, StringComparer.Ordinal))
        {
            if (await ChargeAsync(key, isDryRun, cancellationToken) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private async Task<string?> ChargeAsync(NamespacedName key, bool isDryRun, CancellationToken cancellationToken)
    {
        for (var attempt = 1; await _client.FindAsync(key, cancellationToken) is { } quota && StreamQuota.Applies(quota); attempt++)
        {
            if (StreamQuota.FindProblem(quota) is { } problem)
            {
                return problem;
            }

            if (isDryRun)
            {
                return null;
            }

            try
            {
                await _client.PatchStatusAsync(key, Patch.Merge(Charge(quota)), cancellationToken);
                return null;
            }
            catch (KubeApiException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5 * attempt * Random.Shared.NextDouble()), time, cancellationToken);
            }
        }

        return null;
    }

    private static JsonObject Charge(ResourceQuota quota) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = quota.Metadata?.ResourceVersion },
        ["status"] = new JsonObject { ["used"] = new JsonObject { [StreamQuota.Resource] = StreamQuota.UsageWithOneMore(quota) } },
    };
}
