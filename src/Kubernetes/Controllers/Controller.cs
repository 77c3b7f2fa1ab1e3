using ImageStreams.Entities;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Runs a reconciler: changes of the kinds that it watches become keys in a queue, workers take them from there.</summary>
/// <remarks>docs/spec/client.md#controllers</remarks>
public sealed partial class Controller
{
    private readonly IReconciler _reconciler;
    private readonly ControllerOptions _options;
    private readonly KubernetesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<Controller> _logger;
    private readonly List<ControllerSource> _sources = [];
    private volatile WorkQueue<NamespacedName>? _queue;

    public Controller(
        string name, IReconciler reconciler, ControllerOptions options, KubernetesMetrics metrics, TimeProvider time, ILogger<Controller> logger)
    {
        Name = name;
        _reconciler = reconciler;
        _options = options;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        metrics.Controllers.Created(name);
    }

    /// <summary>Name in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>Reconciles each object of this kind that appears, changes or goes.</summary>
    public Controller For<T>(Informer<T> informer)
        where T : class, IResource<T> => For(informer, static (_, _) => true);

    /// <summary>The same, but of the updates only those that <paramref name="matters"/>, given the object before and after.</summary>
    public Controller For<T>(Informer<T> informer, Func<T, T, bool> matters)
        where T : class, IResource<T> => Watches(informer, static item => [NamespacedName.Of(item)], matters);

    /// <summary>Reconciles what <paramref name="map"/> makes of each object of another kind that appears, changes or goes.</summary>
    public Controller Watches<T>(Informer<T> informer, Func<T, IEnumerable<NamespacedName>> map)
        where T : class, IResource<T> => Watches(informer, map, static (_, _) => true);

    /// <summary>Asks for an object to be reconciled; nothing happens while the controller does not run, for it looks at everything when it starts.</summary>
    public void Enqueue(NamespacedName key) => _queue?.Add(key);

    /// <summary>Works until told to stop, and then lets the reconciles in flight end.</summary>
    /// <param name="stopping">Take nothing more, end what is in flight.</param>
    /// <param name="abort">Cancel what is in flight, at once: somebody else may be at it already.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        using var queue = new WorkQueue<NamespacedName>(Name, _options.RateLimit, _metrics, _time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(abort);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, abort);
        List<IDisposable> begun = [];
        try
        {
            _queue = queue;
            begun.AddRange(_sources.Select(source => source.Begin(queue.Add)));
            await Task.WhenAll(_sources.Select(source => source.WaitForSync(stop.Token)));
            LogStarted(Name, _options.Workers);
            await WorkAsync(queue, cancel, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped before the sources had synced
        }
        finally
        {
            _queue = null;
            begun.ForEach(source => source.Dispose());
            LogStopped(Name);
        }
    }

    private Controller Watches<T>(Informer<T> informer, Func<T, IEnumerable<NamespacedName>> map, Func<T, T, bool> matters)
        where T : class, IResource<T>
    {
        _sources.Add(new ControllerSource(
            enqueue => informer.AddEventHandler(new ResourceEventHandler<T>
            {
                OnAdd = item => map(item).ToList().ForEach(enqueue),
                OnUpdate = (old, item) => (matters(old, item) ? map(old).Union(map(item)) : []).ToList().ForEach(enqueue),
                OnDelete = item => map(item).ToList().ForEach(enqueue),
            }),
            informer.WaitForSyncAsync));
        return this;
    }

    private async Task WorkAsync(WorkQueue<NamespacedName> queue, CancellationTokenSource cancel, CancellationToken stopping)
    {
        _metrics.Controllers.WorkersChanged(Name, _options.Workers);
        try
        {
            var workers = Enumerable.Range(0, _options.Workers).Select(_ => Task.Run(() => WorkerAsync(queue, stopping, cancel.Token), CancellationToken.None));
            var all = Task.WhenAll(workers.ToArray());
            await Task.WhenAny(all, Task.Delay(Timeout.InfiniteTimeSpan, _time, stopping));
            if (await Task.WhenAny(all, Task.Delay(_options.ShutdownTimeout, _time, cancel.Token)) != all)
            {
                await cancel.CancelAsync();
            }

            await all;
        }
        finally
        {
            _metrics.Controllers.WorkersChanged(Name, -_options.Workers);
        }
    }

    private async Task WorkerAsync(WorkQueue<NamespacedName> queue, CancellationToken stopping, CancellationToken cancel)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await queue.GetAsync(stopping) is { } item)
            {
                using (item)
                {
                    await ProcessAsync(queue, item.Value, cancel);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // stopped while waiting for work
        }
    }

    private async Task ProcessAsync(WorkQueue<NamespacedName> queue, NamespacedName key, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        _metrics.Controllers.Began(Name);
        var outcome = ReconcileOutcome.Success;
        try
        {
            var result = await ReconcileAsync(key, cancel);
            queue.Forget(key);
            if (result.DelayFrom(_time.GetUtcNow()) is { } delay)
            {
                queue.AddAfter(key, delay);
                outcome = ReconcileOutcome.RequeueAfter;
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            LogCancelled(Name, key);
            return;
        }
        catch (TerminalException e)
        {
            queue.Forget(key);
            LogTerminal(e, Name, key);
            outcome = ReconcileOutcome.TerminalError;
        }
        catch (Exception e)
        {
            var delay = queue.AddRateLimited(key);
            LogFailed(e, Name, key, queue.Failures(key), delay.TotalSeconds);
            outcome = ReconcileOutcome.Error;
        }
        finally
        {
            _metrics.Controllers.Ended(Name, _time.GetElapsedTime(began));
        }

        _metrics.Controllers.Reconciled(Name, outcome);
    }

    private async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(_options.ReconcileTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            return await _reconciler.ReconcileAsync(key, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            _metrics.Controllers.TimedOut(Name);
            throw new TimeoutException($"not done within {_options.ReconcileTimeout.TotalSeconds:0} seconds", e);
        }
    }

    [LoggerMessage(LogLevel.Information, "Controller {Controller} works with {Workers} workers")]
    private partial void LogStarted(string controller, int workers);

    [LoggerMessage(LogLevel.Information, "Controller {Controller} has stopped")]
    private partial void LogStopped(string controller);

    [LoggerMessage(LogLevel.Debug, "{Controller}: reconciling {Key} was cancelled")]
    private partial void LogCancelled(string controller, NamespacedName key);

    [LoggerMessage(LogLevel.Error, "{Controller}: {Key} cannot be reconciled until it changes")]
    private partial void LogTerminal(Exception e, string controller, NamespacedName key);

    [LoggerMessage(LogLevel.Error, "{Controller}: reconciling {Key} failed ({Failures} times now), again in {Delay:0.0} s")]
    private partial void LogFailed(Exception e, string controller, NamespacedName key, int failures, double delay);
}
