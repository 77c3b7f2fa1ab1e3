using ImageStreams.Entities;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>The objects that an informer holds, and those who are told when they change.</summary>
internal sealed partial class SharedCache<T>(
    IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexes, Func<T, T>? transform, CacheMetrics metrics, string resource, ILogger logger)
    where T : class, IResource<T>
{
    private readonly Lock _changes = new(); // one change at a time, so that handlers see them in order
    private readonly List<ResourceEventHandler<T>> _handlers = [];

    public Indexer<T> Items { get; } = new(indexes);

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

    /// <summary>Takes over what a list brought; what it does not name is gone.</summary>
    public void Replace(IReadOnlyList<T> items)
    {
        lock (_changes)
        {
            var named = items.Select(item => NamespacedName.Of(item)).ToHashSet();
            foreach (var key in Items.Keys().Where(key => !named.Contains(key)))
            {
                Remove(key);
            }

            foreach (var item in items)
            {
                Set(item);
            }
        }
    }

    public void Set(T item)
    {
        lock (_changes)
        {
            if (TryKeep(item, out var kept, out var old))
            {
                Announce(old, kept);
            }
            else
            {
                Remove(NamespacedName.Of(item));
            }
        }
    }

    public void Remove(NamespacedName key)
    {
        lock (_changes)
        {
            if (Items.Remove(key) is { } old)
            {
                metrics.Held(resource, -1);
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

    /// <summary>A transform or an index function that fails over one object costs this object alone.</summary>
    private bool TryKeep(T item, out T kept, out T? old)
    {
        (kept, old) = (item, null);
        try
        {
            kept = transform is null ? item : transform(item);
            old = Items.Set(NamespacedName.Of(item), kept);
            return true;
        }
        catch (Exception e)
        {
            LogNotKept(e, resource, NamespacedName.Of(item));
            return false;
        }
    }

    private void Announce(T? old, T kept)
    {
        if (old is null)
        {
            metrics.Held(resource, 1);
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
            LogHandlerFailed(e, resource);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Key} of {Resource} cannot be held")]
    private partial void LogNotKept(Exception e, string resource, NamespacedName key);

    [LoggerMessage(LogLevel.Error, "An event handler for {Resource} failed")]
    private partial void LogHandlerFailed(Exception e, string resource);
}
