using ImageStreams.Import;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>
/// Has what was told looked at, on the replica that was told: what is written carries the version that it was decided on, so that it needs no leader
/// (docs/spec/push.md#replicas).
/// </summary>
internal sealed partial class PushWorkers(PushQueue queue, PushHandler handler, PushMetrics metrics, TimeProvider time, ILogger<PushWorkers> logger)
    : BackgroundService
{
    private const int Workers = 8;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await handler.WaitForSyncAsync(stoppingToken);
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            queue.ShutDown(); // what waits is found by the next leader
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (await queue.TakeAsync(stoppingToken) is { } item)
        {
            using (item)
            {
                if (queue.Begin(item.Value) is { } request)
                {
                    await HandleAsync(item.Value, request);
                }
            }
        }
    }

    // What has begun is finished when the process is told to stop: it is a matter of seconds.
    private async Task HandleAsync(PushKey key, PushRequest request)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        try
        {
            var outcome = await handler.HandleAsync(key, request, timeout.Token);
            if (outcome.Result == PushResult.Failed)
            {
                Again(key, request, outcome.Message);
            }
            else
            {
                End(key, request, outcome);
            }
        }
        catch (Exception e)
        {
            LogFailed(e, key);
            Again(key, request, e.Message);
        }
    }

    private void End(PushKey key, PushRequest request, PushOutcome outcome)
    {
        queue.Done(key);
        metrics.Looked(outcome.Result);
        if (outcome.Result is PushResult.Written or PushResult.Deleted && request.IsTold)
        {
            metrics.Written(time.GetElapsedTime(request.Since));
        }

        if (key is { IsIntegrated: true, Tag.Length: > 0 } && !request.IsMetBy(outcome))
        {
            queue.TryAddSoon(key, request);
        }
    }

    private void Again(PushKey key, PushRequest request, string problem)
    {
        metrics.Looked(PushResult.Failed);
        if (!queue.TryAddAgain(key, request))
        {
            metrics.GivenUp();
            handler.GiveUp(key, request, problem);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Push} could not be looked at")]
    private partial void LogFailed(Exception e, PushKey push);
}
