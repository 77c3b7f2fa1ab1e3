using ImageStreams.Entities;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Holds all objects of a kind in memory, keeps them up to date while it runs, and tells handlers of changes.</summary>
public sealed class Informer<T> : BackgroundService, ILister<T>
    where T : class, IResource<T>
{
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SharedCache<T> _cache;
    private readonly Reflector<T> _reflector;
    private readonly TimeSpan? _resyncPeriod;
    private readonly TimeProvider _time;

    /// <summary>Prepares an informer; it begins when it is started as a hosted service.</summary>
    public Informer(ResourceClient<T> client, InformerOptions<T> options, ILogger<Informer<T>> logger)
    {
        var indexes = new Dictionary<string, Func<T, IEnumerable<string>>>(options.Indexes, StringComparer.Ordinal)
        {
            [InformerIndex.Namespace] = static item => [item.Metadata?.Namespace ?? ""],
        };
        Kind = client.Kind;
        _time = client.Client.Time;
        _resyncPeriod = options.ResyncPeriod;
        _cache = new SharedCache<T>(indexes, options, () => _synced.TrySetResult(), client.Kind.GroupResource, logger);
        _reflector = new Reflector<T>(client, options, _cache, logger);
    }

    /// <summary>The kind that is held.</summary>
    public ResourceKind Kind { get; }

    /// <inheritdoc/>
    public bool HasSynced => _synced.Task.IsCompleted;

    /// <inheritdoc/>
    public T? Find(NamespacedName key) => _cache.Items.Find(key);

    /// <inheritdoc/>
    public IReadOnlyList<T> List() => _cache.Items.List();

    /// <inheritdoc/>
    public IReadOnlyList<T> ByIndex(string index, string value) => _cache.Items.ByIndex(index, value);

    /// <summary>Adds a handler, which is first told of everything that is there already. Disposing the result removes it.</summary>
    public IDisposable AddEventHandler(ResourceEventHandler<T> handler)
    {
        _cache.AddHandler(handler);
        return new Registration(() => _cache.RemoveHandler(handler));
    }

    /// <summary>Waits until everything that existed at the start has been read.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var resync = _resyncPeriod is { } period ? _time.CreateTimer(_ => _cache.Resync(), state: null, period, period) : null;
        await _reflector.RunAsync(stoppingToken);
    }

    private sealed class Registration(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
