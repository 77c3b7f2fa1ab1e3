using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>Watches over one aggregated server: asks it regularly, at once when something it rests on changes, and writes what it finds.</summary>
internal sealed class ApiServiceMonitor(
    string name, AggregatedApis apis, OwnObjects objects, AvailabilityProbe probe, RemoteOpenApi openApi, TimeProvider time)
{
    private static readonly TimeSpan Regular = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SchemaAge = TimeSpan.FromMinutes(1);
    private volatile TaskCompletionSource _nudge = NewNudge();
    private long? _schemasRead;

    /// <summary>Asks for a look without delay.</summary>
    public void Nudge() => _nudge.TrySetResult();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var retry = FirstRetry;
        while (apis.Remote.FirstOrDefault(r => r.Name == name) is { } api)
        {
            var state = objects.Store.Current;
            var availability = await probe.RunAsync(api, cancellationToken);
            await objects.EnsureAsync<APIService>(
                "", name, stored => stored?.Spec?.Service is null ? null : ApiServiceConditions.With(stored, availability, time.GetUtcNow()));
            if (!availability.IsAvailable)
            {
                _schemasRead = null;
                await WaitAsync(state, api.Backend, retry, cancellationToken);
                retry = retry * 2 < Regular ? retry * 2 : Regular;
                continue;
            }

            retry = FirstRetry;
            await ReadSchemasAsync(api, cancellationToken);
            await WaitAsync(state, api.Backend, Regular, cancellationToken);
        }
    }

    private static TaskCompletionSource NewNudge() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadSchemasAsync(RemoteApi api, CancellationToken cancellationToken)
    {
        if (_schemasRead is not { } read || time.GetElapsedTime(read) >= SchemaAge)
        {
            await openApi.RefreshAsync(api, cancellationToken);
            _schemasRead = time.GetTimestamp();
        }
    }

    // Until the time is over, somebody nudges, or what the result rests on is another.
    private async Task WaitAsync(StoreSnapshot seen, Backend backend, TimeSpan patience, CancellationToken cancellationToken)
    {
        var inputs = ServiceResolver.Inputs(seen, backend);
        var started = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var nudged = _nudge.Task;
        while (patience - time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            var next = objects.Store.AtLeastAsync(seen.Revision + 1, left, stop.Token).AsTask();
            if (await Task.WhenAny(next, nudged) == nudged || cancellationToken.IsCancellationRequested || await next is not { } state)
            {
                break;
            }

            seen = state;
            var isSame = apis.Remote.FirstOrDefault(r => r.Name == name)?.Backend == backend;
            if (!isSame || !Equals(ServiceResolver.Inputs(seen, backend), inputs))
            {
                break;
            }
        }

        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (nudged.IsCompleted)
        {
            _nudge = NewNudge();
        }
    }
}
