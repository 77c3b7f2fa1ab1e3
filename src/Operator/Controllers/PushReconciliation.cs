using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Has what nobody was told of looked at: the leader compares the integrated registry with the streams, when it begins and then now and again (docs/spec/push.md#lost-notifications).</summary>
internal sealed partial class PushReconciliation(
    PushCheck check,
    PushQueue queue,
    Informer<ImageStream> streams,
    StreamStore store,
    ImportSettingsSource settings,
    PushMetrics metrics,
    TimeProvider time,
    ILogger<PushReconciliation> logger)
{
    /// <summary>
    /// How soon it tries again when the registry, or a part of it, could not be read, and doubles until <see cref="LongestWait"/>: at the start of the process
    /// the key of the tokens may not have been read yet.
    /// </summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>How soon it looks whether it is wanted by now.</summary>
    private static readonly TimeSpan WhenItIsOff = TimeSpan.FromSeconds(30);

    private string? _problem;
    private TimeSpan _wait = FirstWait;

    /// <summary>Compares until told to stop, or until another one leads.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken lost)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, lost);
        try
        {
            await streams.WaitForSyncAsync(end.Token);
            while (true)
            {
                await Task.Delay(await CompareAsync(end.Token), time, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // another one goes on
        }
    }

    /// <summary>Compares once, and says when to do it again.</summary>
    private async Task<TimeSpan> CompareAsync(CancellationToken cancellationToken)
    {
        var interval = settings.Current.Integrated.CheckInterval;
        if (interval <= TimeSpan.Zero)
        {
            return WhenItIsOff;
        }

        try
        {
            if (await check.RunAsync(streams.List().Select(store.FromStored), Find, Miss, cancellationToken) is not { } report)
            {
                return WhenItIsOff;
            }

            Tell(report);
            return report.Failed == 0 ? AfterSuccess(interval) : AfterFailure(interval);
        }
        catch (Exception e) when (e is RegistryException || ControlPlaneFailures.Includes(e))
        {
            Tell(e.Message);
            return AfterFailure(interval);
        }
    }

    private TimeSpan AfterSuccess(TimeSpan interval)
    {
        _wait = FirstWait;
        return interval;
    }

    private TimeSpan AfterFailure(TimeSpan interval)
    {
        var wait = _wait < interval ? _wait : interval;
        _wait = _wait < LongestWait / 2 ? _wait * 2 : LongestWait;
        return wait;
    }

    private ImageStream? Find(StreamKey key) =>
        store.FindStoredKey(key) is { } stored && streams.Find(stored) is { } found ? store.FromStored(found) : null;

    private void Miss(StreamKey stream, string tag)
    {
        metrics.Missed();
        queue.TryAdd(PushKey.OfTag(stream, tag), new PushRequest { Since = time.GetTimestamp() });
    }

    private void Tell(PushCheckReport report)
    {
        LogCompared(report.Repositories, report.Tags, report.Missed, report.HasCatalog);
        Tell(report.FirstFailure);
    }

    // The same trouble is told once.
    private void Tell(string? problem)
    {
        if (problem is not null && problem != _problem)
        {
            LogFailed(problem);
        }

        _problem = problem;
    }

    [LoggerMessage(LogLevel.Debug, "Compared {Repositories} repositories with {Tags} tags: {Missed} differ (catalog: {HasCatalog})")]
    private partial void LogCompared(int repositories, int tags, int missed, bool hasCatalog);

    [LoggerMessage(LogLevel.Warning, "The integrated registry cannot be compared with the streams: {Problem}")]
    private partial void LogFailed(string problem);
}
