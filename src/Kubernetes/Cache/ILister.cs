using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Reads objects of a kind from memory. They are shared: change them with <c>with</c>, never in place.</summary>
public interface ILister<T>
    where T : class, IResource<T>
{
    /// <summary>Whether everything that existed at the start has been read.</summary>
    bool HasSynced { get; }

    /// <summary>The object, or <c>null</c>.</summary>
    T? Find(NamespacedName key);

    /// <summary>All objects, in no order.</summary>
    IReadOnlyList<T> List();

    /// <summary>The objects that an index of the informer files under <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The informer has no such index.</exception>
    IReadOnlyList<T> ByIndex(string index, string value);

    /// <inheritdoc cref="Find(NamespacedName)"/>
    T? Find(string ns, string name) => Find(new NamespacedName(ns, name));

    /// <summary>The cluster-wide object, or <c>null</c>.</summary>
    T? Find(string name) => Find(NamespacedName.Cluster(name));

    /// <summary>The objects of one namespace.</summary>
    IReadOnlyList<T> List(string ns) => ByIndex(InformerIndex.Namespace, ns);
}
