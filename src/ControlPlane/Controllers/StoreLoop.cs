using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>
/// What the controllers of the control plane have in common: they hear of every change, put what it concerns into a queue, and work
/// the queue off; what fails is tried again later. When changes were missed, everything is looked at anew.
/// </summary>
/// <typeparam name="TItem">What a piece of work is about.</typeparam>
internal abstract partial class StoreLoop<TItem>(ObjectStore store, TimeProvider time, ILogger logger) : BackgroundService
    where TItem : notnull
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly Dictionary<TItem, Retry> _waiting = [];
    private long _revision;

    protected ObjectStore Store => store;

    /// <summary>Forgets everything and gives the work that the present state makes.</summary>
    protected abstract IEnumerable<TItem> Rebuild(StoreSnapshot state);

    /// <summary>The work that a change makes.</summary>
    protected abstract IEnumerable<TItem> Observe(StoreChange change);

    /// <summary>Does a piece of work; false asks to be called again later.</summary>
    protected abstract Task<bool> WorkAsync(TItem item, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _waiting.Clear();
                Enqueue(Start());
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogBroken(e, GetType().Name);
                await Task.Delay(LongestDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await WorkOffAsync(stoppingToken);
            await store.AtLeastAsync(_revision + 1, UntilNextRetry(), stoppingToken);
            Enqueue(Changes());
        }
    }

    private IEnumerable<TItem> Start()
    {
        var state = store.Current;
        _revision = state.Revision;
        return Rebuild(state);
    }

    private IEnumerable<TItem> Changes()
    {
        if (store.FindChangesAfter(_revision) is not { } changes)
        {
            return Start();
        }

        _revision = changes.Count > 0 ? changes[^1].Revision : _revision;
        return changes.SelectMany(Observe);
    }

    private void Enqueue(IEnumerable<TItem> items)
    {
        foreach (var item in items.ToList())
        {
            _waiting[item] = new Retry(time.GetUtcNow(), TimeSpan.Zero);
        }
    }

    private async Task WorkOffAsync(CancellationToken cancellationToken)
    {
        while (_waiting.Where(w => w.Value.Due <= time.GetUtcNow()).Select(w => w.Key).ToList() is { Count: > 0 } due)
        {
            foreach (var item in due)
            {
                var retry = _waiting[item];
                if (await TryWorkAsync(item, cancellationToken))
                {
                    _waiting.Remove(item);
                    continue;
                }

                var delay = retry.Delay == TimeSpan.Zero ? FirstDelay : retry.Delay * 2;
                delay = delay > LongestDelay ? LongestDelay : delay;
                _waiting[item] = new Retry(time.GetUtcNow() + delay, delay);
            }

            Enqueue(Changes());
        }
    }

    private async Task<bool> TryWorkAsync(TItem item, CancellationToken cancellationToken)
    {
        try
        {
            return await WorkAsync(item, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, item);
            return false;
        }
    }

    private TimeSpan UntilNextRetry()
    {
        if (_waiting.Count == 0)
        {
            return Idle;
        }

        var left = _waiting.Values.Min(r => r.Due) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    [LoggerMessage(LogLevel.Warning, "Work on {Item} failed and is tried again")]
    private partial void LogFailed(Exception exception, TItem item);

    [LoggerMessage(LogLevel.Error, "{Controller} broke off and begins anew")]
    private partial void LogBroken(Exception exception, string controller);

    private readonly record struct Retry(DateTimeOffset Due, TimeSpan Delay);
}
