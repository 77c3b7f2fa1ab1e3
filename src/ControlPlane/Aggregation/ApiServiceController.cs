using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Keeps a monitor for every API service of another server (docs/spec/aggregation.md#availability).</summary>
internal sealed partial class ApiServiceController(
    AggregatedApis apis,
    OwnObjects objects,
    BackendClients clients,
    RemoteCatalog catalog,
    AggregationProxy proxy,
    ILogger<ApiServiceController> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Running> _monitors = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        proxy.Unreachable += Nudge;
        try
        {
            while (true)
            {
                var seen = objects.Store.Current.Revision;
                Settle(stoppingToken);
                if (objects.Store.Watch(AggregatedApis.Resource, seen) is { } watch)
                {
                    await watch.ReadAsync(Patience, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_monitors.Values.Select(m => m.Task));
        }
        finally
        {
            proxy.Unreachable -= Nudge;
        }
    }

    private void Nudge(string name)
    {
        if (_monitors.TryGetValue(name, out var running))
        {
            running.Monitor.Nudge();
        }
    }

    private void Settle(CancellationToken stoppingToken)
    {
        var remote = apis.Remote;
        clients.Keep([.. remote.Select(r => r.Backend)]);
        foreach (var api in remote.Where(api => !_monitors.TryGetValue(api.Name, out var known) || known.Task.IsCompleted))
        {
            var monitor = catalog.Monitor(api.Name);
            _monitors[api.Name] = new Running(monitor, RunAsync(api.Name, monitor, stoppingToken));
        }

        foreach (var name in _monitors.Keys.Except(remote.Select(r => r.Name)))
        {
            if (_monitors.TryRemove(name, out var gone))
            {
                gone.Monitor.Nudge(); // it finds nothing to watch over and ends
                catalog.Forget(name);
            }
        }
    }

    private async Task RunAsync(string name, ApiServiceMonitor monitor, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await monitor.RunAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                LogFailed(e, name);
                await catalog.PauseAsync(stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The state of API service {ApiService} could not be written")]
    private partial void LogFailed(Exception exception, string apiService);

    private sealed record Running(ApiServiceMonitor Monitor, Task Task);
}
