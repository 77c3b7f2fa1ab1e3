using System.Text.Json;
using ImageStreams.Entities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Keeps the rules of roles that are made of others (docs/spec/access.md#aggregated-roles).</summary>
internal sealed partial class RoleAggregationController(OwnObjects objects, TimeProvider time, ILogger<RoleAggregationController> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Writes until every such role has the rules it should have.</summary>
    /// <returns>The revision up to which the roles were seen.</returns>
    public static async Task<long> SettleAsync(OwnObjects objects)
    {
        while (true)
        {
            var state = objects.Store.Current;
            var roles = Read(state);
            var due = roles.Where(r => RoleAggregation.Next(r, roles) is not null).Select(r => r.Metadata!.Name!).ToList();
            if (due.Count == 0)
            {
                return state.Revision;
            }

            foreach (var name in due)
            {
                await objects.EnsureAsync<ClusterRole>(
                    "", name, stored => stored is not null && RoleAggregation.Next(stored, Read(objects.Store.Current)) is { } rules ? stored with { Rules = rules } : null);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var resource = OwnObjects.ResourceOf<ClusterRole>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var seen = await SettleAsync(objects);
                if (objects.Store.Watch(resource, seen) is { } watch)
                {
                    await watch.ReadAsync(Patience, stoppingToken);
                }
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

    private static List<ClusterRole> Read(StoreSnapshot state) =>
        [.. state.Table(OwnObjects.ResourceOf<ClusterRole>()).Range().Select(Decode).OfType<ClusterRole>()];

    private static ClusterRole? Decode(StoredObject stored)
    {
        try
        {
            return stored.Decode(ClusterRole.JsonTypeInfo);
        }
        catch (JsonException)
        {
            return null; // gives no rules and gets none
        }
    }

    [LoggerMessage(LogLevel.Error, "Aggregated cluster roles could not be brought up to date")]
    private partial void LogFailed(Exception exception);
}
