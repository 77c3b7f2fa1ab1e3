namespace ImageStreams.Kubernetes;

/// <summary>One event of a watch.</summary>
public sealed record WatchEvent<T>
{
    public required WatchEventType Type { get; init; }

    /// <summary>The object after the change (before it, when deleted); <c>null</c> for bookmarks and when <see cref="Failure"/> is set.</summary>
    public T? Object { get; init; }

    /// <summary>Name of the object; empty for bookmarks.</summary>
    public NamespacedName Key { get; init; }

    /// <summary>The version from which a later watch can go on.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Why the object could not be read.</summary>
    public DecodeFailure? Failure { get; init; }

    /// <summary>The bookmark after which all that existed has been sent.</summary>
    public bool IsEndOfInitialEvents { get; init; }
}
