using ImageStreams.Entities;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>The objects that an informer holds, and those who are told when they change.</summary>
internal sealed partial class SharedCache<T> : IReflectorStore<T>
    where T : class, IResource<T>
{
    private readonly Lock _changes = new(); // one change at a time, so that handlers see them in order
    private readonly List<ResourceEventHandler<T>> _handlers = [];
    private readonly IHolding<T> _holding;
    private readonly Dictionary<NamespacedName, object> _listed = [];
    private readonly Func<T, T>? _transform;
    private readonly Action _synced;
    private readonly string _resource;
    private readonly ILogger _logger;

    public SharedCache(
        IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexes, InformerOptions<T> options, Action synced, string resource, ILogger logger)
    {
        (_transform, _synced, _resource, _logger) = (options.Transform, synced, resource, logger);
        _holding = options.IsPacked ? new PackedObjects<T>() : new WholeObjects<T>();
        Items = new(indexes, _holding);
    }

    public int Count => Items.Count;

    public Indexer<T> Items { get; }

    /// <summary>Adds a handler, which is first told of everything that is there.</summary>
    public void AddHandler(ResourceEventHandler<T> handler)
    {
        lock (_changes)
        {
            _handlers.Add(handler);
            foreach (var item in Items.List())
            {
                Tell(handler, h => h.OnAdd?.Invoke(item));
            }
        }
    }

    public void RemoveHandler(ResourceEventHandler<T> handler)
    {
        lock (_changes)
        {
            _handlers.Remove(handler);
        }
    }

    public void BeginReplace() => _listed.Clear();

    public void Add(IReadOnlyList<T> items)
    {
        foreach (var item in items)
        {
            var key = NamespacedName.Of(item);
            if (TryHold(key, item, out _, out var held))
            {
                _listed[key] = held;
            }
            else
            {
                _listed.Remove(key);
            }
        }
    }

    /// <summary>Takes over what a list brought as one change: handlers see no half of it.</summary>
    public void EndReplace()
    {
        lock (_changes)
        {
            foreach (var key in Items.Keys().Where(key => !_listed.ContainsKey(key)))
            {
                Remove(key);
            }

            foreach (var (key, held) in _listed.Where(l => _holding.VersionOf(l.Value) is not { } version || version != Items.VersionOf(l.Key)))
            {
                Keep(key, _holding.Take(held), held);
            }
        }

        _listed.Clear();
        _listed.TrimExcess();
        _synced();
    }

    public void Set(T item)
    {
        lock (_changes)
        {
            var key = NamespacedName.Of(item);
            if (TryHold(key, item, out var kept, out var held))
            {
                Keep(key, kept, held);
            }
            else
            {
                Remove(key);
            }
        }
    }

    public void Remove(NamespacedName key)
    {
        lock (_changes)
        {
            _listed.Remove(key);
            if (Items.Remove(key) is { } old)
            {
                TellAll(h => h.OnDelete?.Invoke(old));
            }
        }
    }

    /// <summary>Hands out every object again.</summary>
    public void Resync()
    {
        lock (_changes)
        {
            foreach (var item in Items.List())
            {
                TellAll(h => h.OnUpdate?.Invoke(item, item));
            }
        }
    }

    /// <summary>A transform that fails over one object costs this object alone.</summary>
    private bool TryHold(NamespacedName key, T item, out T kept, out object held)
    {
        (kept, held) = (item, item);
        try
        {
            kept = _transform is null ? item : _transform(item);
            held = _holding.Hold(kept);
            return true;
        }
        catch (Exception e)
        {
            LogNotKept(e, _resource, key);
            return false;
        }
    }

    /// <summary>So does an index function.</summary>
    private void Keep(NamespacedName key, T item, object held)
    {
        T? old;
        try
        {
            old = Items.Set(key, item, held);
        }
        catch (Exception e)
        {
            LogNotKept(e, _resource, key);
            Remove(key);
            return;
        }

        Announce(old, item);
    }

    private void Announce(T? old, T kept)
    {
        if (old is null)
        {
            TellAll(h => h.OnAdd?.Invoke(kept));
        }
        else if (old.Metadata?.ResourceVersion != kept.Metadata?.ResourceVersion)
        {
            TellAll(h => h.OnUpdate?.Invoke(old, kept));
        }
    }

    private void TellAll(Action<ResourceEventHandler<T>> change)
    {
        foreach (var handler in _handlers.ToArray())
        {
            Tell(handler, change);
        }
    }

    private void Tell(ResourceEventHandler<T> handler, Action<ResourceEventHandler<T>> change)
    {
        try
        {
            change(handler);
        }
        catch (Exception e)
        {
            LogHandlerFailed(e, _resource);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Key} of {Resource} cannot be held")]
    private partial void LogNotKept(Exception e, string resource, NamespacedName key);

    [LoggerMessage(LogLevel.Error, "An event handler for {Resource} failed")]
    private partial void LogHandlerFailed(Exception e, string resource);
}
