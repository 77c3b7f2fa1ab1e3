using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>
/// The quotas of namespaces, asked by everything that makes a stream (docs/spec/imagestream.md#limits). As in a kube-apiserver a new object is
/// charged before it is stored; whoever computes the quota's usage sets right what then was not stored after all.
/// </summary>
internal sealed class StreamQuotas(ILister<ResourceQuota> quotas, KubernetesClient client, TimeProvider time)
{
    private const int MaxAttempts = 10;

    private readonly ResourceClient<ResourceQuota> _client = client.Resource<ResourceQuota>();

    public bool HasSynced => quotas.HasSynced;

    /// <summary>Charges one stream more to the quotas of the namespace; a dry run only asks.</summary>
    /// <param name="call">The request that makes the stream.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <exception cref="ApiException">403 when there may not be one more; 500 when the control plane cannot be asked.</exception>
    public async Task ChargeAsync(WriteCall call, string stream)
    {
        var name = new[] { call.SentName, call.Request.Name }.FirstOrDefault(n => n.Length > 0) ?? stream;
        if (!quotas.HasSynced)
        {
            throw ApiException.Forbidden(call.Request.GroupResource, name, "the server is still loading quotas");
        }

        var keys = quotas.List(call.Request.Namespace).Where(StreamQuota.Applies).Select(NamespacedName.Of).OrderBy(k => k.Name, StringComparer.Ordinal).ToList();
        try
        {
            foreach (var key in keys)
            {
                await ChargeAsync(key, call, name);
            }
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            throw ApiException.InternalError("the control plane could not be asked for the quotas of the namespace", e);
        }
    }

    private async Task ChargeAsync(NamespacedName key, WriteCall call, string name)
    {
        for (var attempt = 1; await _client.FindAsync(key, call.CancellationToken) is { } quota && StreamQuota.Applies(quota); attempt++)
        {
            if (StreamQuota.FindProblem(quota) is { } problem)
            {
                throw ApiException.Forbidden(call.Request.GroupResource, name, problem);
            }

            if (call.Query.DryRun)
            {
                return;
            }

            try
            {
                await _client.PatchStatusAsync(key, Patch.Merge(Charge(quota)), call.CancellationToken);
                return;
            }
            catch (KubeApiException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5 * attempt * Random.Shared.NextDouble()), time, call.CancellationToken);
            }
        }
    }

    private static JsonObject Charge(ResourceQuota quota) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = quota.Metadata?.ResourceVersion },
        ["status"] = new JsonObject { ["used"] = new JsonObject { [StreamQuota.Resource] = StreamQuota.UsageWithOneMore(quota) } },
    };
}
