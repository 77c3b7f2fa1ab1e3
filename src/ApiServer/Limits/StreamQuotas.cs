using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>The quotas of namespaces, asked by everything that makes a stream (docs/spec/imagestream.md#limits).</summary>
internal sealed class StreamQuotas(ILister<ResourceQuota> quotas, StreamQuotaLedger ledger)
{
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

        if (await FindProblemAsync(call) is { } problem)
        {
            throw ApiException.Forbidden(call.Request.GroupResource, name, problem);
        }
    }

    private async Task<string?> FindProblemAsync(WriteCall call)
    {
        try
        {
            return await ledger.ChargeAsync(quotas.List(call.Request.Namespace), call.Query.DryRun, call.CancellationToken);
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            throw ApiException.InternalError("the control plane could not be asked for the quotas of the namespace", e);
        }
    }
}
