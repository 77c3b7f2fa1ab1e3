using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Deletes events that nothing was added to for an hour, or they would fill the store.</summary>
internal sealed partial class EventExpiry(ObjectStore store, TimeProvider time, ILogger<EventExpiry> logger) : BackgroundService
{
    private const string Resource = "/events";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await DeleteOldAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static DateTimeOffset LastSeen(JsonObject document)
    {
        string[] times =
        [
            document.Metadata.Text("creationTimestamp"), document.Text("lastTimestamp"), document.Text("eventTime"), (document.FindChild("series") ?? []).Text("lastObservedTime"),
        ];
        return times.Select(t => DateTimeOffset.TryParse(t, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var seen) ? seen : default).Max();
    }

    private async Task DeleteOldAsync()
    {
        var oldest = time.GetUtcNow() - Life;
        try
        {
            foreach (var item in store.Current.Table(Resource).Range().Where(e => LastSeen(e.ToDocument()) < oldest).ToList())
            {
                await store.DeleteAsync(item.Key, item.Revision);
            }
        }
        catch (StoreException e)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(LogLevel.Error, "Old events could not be deleted")]
    private partial void LogFailed(Exception exception);
}
