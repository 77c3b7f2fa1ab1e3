using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Objects are held as they are, and shared by all who ask for them.</summary>
internal sealed class WholeObjects<T> : IHolding<T>
    where T : class, IResource<T>
{
    public object Hold(T item) => item;

    public T Take(object held) => (T)held;

    public string? VersionOf(object held) => Take(held).Metadata?.ResourceVersion;
}
