using ImageStreams.Entities;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>The objects that an informer holds, and those who are told when they change.</summary>
internal sealed partial class SharedCache<T>(
    IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexes, Func<T, T>? transform, Action synced, string resource, ILogger logger)
    : IReflectorStore<T>
    where T : class, IResource<T>
{
    private readonly Lock _changes = new(); // one change at a time, so that handlers see them in order
    private readonly List<ResourceEventHandler<T>> _handlers = [];
    private readonly Dictionary<NamespacedName, T> _listed = [];

    public int Count => Items.Count;

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

    public void BeginReplace() => _listed.Clear();

    public void Add(IReadOnlyList<T> items)
    {
        foreach (var item in items)
        {
            _listed[NamespacedName.Of(item)] = item;
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

            foreach (var item in _listed.Values)
            {
                Set(item);
            }
        }

        _listed.Clear();
        _listed.TrimExcess();
        synced();
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
