using System.Text.Json;
using ImageStreams.Entities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Registers what we serve ourselves as API services, and follows the custom resource definitions.</summary>
internal sealed partial class LocalApiServiceController(OwnObjects objects, TimeProvider time, ILogger<LocalApiServiceController> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly string Definitions = OwnObjects.ResourceOf<CustomResourceDefinition>();

    /// <summary>Registers the built-in group versions that are not registered; before the server answers.</summary>
    public static async Task RegisterAsync(OwnObjects objects, IEnumerable<(string Group, string Version)> builtIn, TimeProvider time)
    {
        foreach (var wanted in builtIn.Where(v => v.Group != LocalApiServices.OwnGroup).Select(v => LocalApiServices.BuiltIn(v.Group, v.Version)))
        {
            await objects.EnsureAsync<APIService>("", wanted.Metadata!.Name!, stored => LocalApiServices.Next(stored, wanted, time.GetUtcNow()));
        }

        await SettleAsync(objects, time);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var seen = objects.Store.Current;
                await SettleAsync(objects, time);
                await WaitAsync(seen, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreException e)
            {
                LogFailed(e);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task SettleAsync(OwnObjects objects, TimeProvider time)
    {
        var state = objects.Store.Current;
        var wanted = LocalApiServices.OfCustomResources(Read(state.Table(Definitions), CustomResourceDefinition.JsonTypeInfo));
        foreach (var service in wanted)
        {
            await objects.EnsureAsync<APIService>("", service.Metadata!.Name!, stored => LocalApiServices.Next(stored, service, time.GetUtcNow()));
        }

        foreach (var stored in Read(state.Table(AggregatedApis.Resource), APIService.JsonTypeInfo))
        {
            var name = stored.Metadata!.Name!;
            if (LocalApiServices.IsOrphan(stored, wanted))
            {
                await objects.DeleteAsync(
                    OwnObjects.KeyOf<APIService>("", name), now => LocalApiServices.IsOrphan(now.Decode(APIService.JsonTypeInfo), wanted));
            }
            else
            {
                await objects.EnsureAsync<APIService>(
                    "", name, now => now is { Spec.Service: null } ? ApiServiceConditions.With(now, Availability.Local, time.GetUtcNow()) : null);
            }
        }
    }

    private static IEnumerable<T> Read<T>(StoreTable table, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        foreach (var stored in table.Range())
        {
            T? decoded = null;
            try
            {
                decoded = stored.Decode(type);
            }
            catch (JsonException)
            {
                continue; // cannot be read, so there is nothing to register
            }

            yield return decoded;
        }
    }

    private async Task WaitAsync(StoreSnapshot seen, CancellationToken stoppingToken)
    {
        var next = seen;
        while (ReferenceEquals(next.Table(Definitions), seen.Table(Definitions)) &&
            ReferenceEquals(next.Table(AggregatedApis.Resource), seen.Table(AggregatedApis.Resource)))
        {
            next = await objects.Store.AtLeastAsync(next.Revision + 1, Patience, stoppingToken) ?? next;
        }
    }

    [LoggerMessage(LogLevel.Error, "Served group versions could not be registered")]
    private partial void LogFailed(Exception exception);
}
