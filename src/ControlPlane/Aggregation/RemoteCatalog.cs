namespace ImageStreams.ControlPlane;

/// <summary>What is known of all aggregated servers: their resources, their schemas, whether they live.</summary>
internal sealed class RemoteCatalog(
    AggregatedApis apis, OwnObjects objects, AvailabilityProbe probe, RemoteDiscovery discovery, RemoteOpenApi openApi, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public AggregatedApis Apis => apis;

    public RemoteDiscovery Discovery => discovery;

    public RemoteOpenApi OpenApi => openApi;

    public ApiServiceMonitor Monitor(string name) => new(name, apis, objects, probe, openApi, time);

    public void Forget(string name)
    {
        discovery.Forget(name);
        openApi.Forget(name);
    }

    public async Task PauseAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
