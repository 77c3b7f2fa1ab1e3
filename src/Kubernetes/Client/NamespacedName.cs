using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Names one object of a kind: what caches are keyed by and queues hold.</summary>
/// <param name="Namespace">Empty for cluster-wide kinds.</param>
/// <param name="Name">Name of the object.</param>
public readonly record struct NamespacedName(string Namespace, string Name)
{
    /// <summary>The name of a cluster-wide object.</summary>
    public static NamespacedName Cluster(string name) => new("", name);

    /// <summary>The name that stands in the object's metadata.</summary>
    public static NamespacedName Of(IKubernetesObject resource) => new(resource.Metadata?.Namespace ?? "", resource.Metadata?.Name ?? "");

    /// <summary><c>namespace/name</c>, or only the name.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}
