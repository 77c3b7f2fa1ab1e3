namespace ImageStreams.ControlPlane;

/// <summary>Asks an aggregated server for the resources of its group version: the sign of life, and what discovery shows of it.</summary>
internal sealed class AvailabilityProbe(ObjectStore store, BackendDocuments documents, RemoteDiscovery discovery)
{
    private const int Limit = 4 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public async Task<Availability> RunAsync(RemoteApi api, CancellationToken cancellationToken)
    {
        if (ServiceResolver.Resolve(store.Current, api.Backend).Failure is { } failure)
        {
            return failure;
        }

        try
        {
            discovery.Learn(api, await documents.GetAsync(api.Backend, api.Path, Limit, Deadline, cancellationToken));
            return Availability.Passed;
        }
        catch (HttpRequestException e)
        {
            var reason = e.InnerException is { } cause && !e.Message.Contains(cause.Message, StringComparison.Ordinal) ? $"{e.Message} {cause.Message}" : e.Message;
            return Availability.No(
                "FailedDiscoveryCheck",
                $"failing or missing response from https://{api.Backend.Host}:{api.Backend.Port}{api.Path}: {reason}");
        }
    }
}
