using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>What a <see cref="Reflector{T}"/> fills. It is told one thing after the other.</summary>
public interface IReflectorStore<T>
    where T : class, IResource<T>
{
    /// <summary>How many objects are held.</summary>
    int Count { get; }

    /// <summary>Everything that exists will now be named; again if this is called again before the end.</summary>
    void BeginReplace();

    /// <summary>Some of what exists; an object may come twice, the later one counts.</summary>
    void Add(IReadOnlyList<T> items);

    /// <summary>That was all: what was not named since the beginning is gone.</summary>
    void EndReplace();

    /// <summary>An object is new or has changed.</summary>
    void Set(T item);

    /// <summary>An object is gone, also if it has been named since the beginning.</summary>
    void Remove(NamespacedName key);
}
