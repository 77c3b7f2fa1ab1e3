namespace ImageStreams.Kubernetes;

/// <summary>
/// Told of changes, one after the other. It must be quick - it puts keys into a queue - because the watch waits for it; if it throws, that
/// is logged and everything goes on.
/// </summary>
public sealed class ResourceEventHandler<T>
{
    /// <summary>The object is new to us, at the start also: it exists.</summary>
    public Action<T>? OnAdd { get; init; }

    /// <summary>The object before and after.</summary>
    public Action<T, T>? OnUpdate { get; init; }

    /// <summary>The object as it was last seen.</summary>
    public Action<T>? OnDelete { get; init; }
}
