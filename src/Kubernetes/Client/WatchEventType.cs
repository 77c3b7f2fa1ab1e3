namespace ImageStreams.Kubernetes;

/// <summary>What a watch reports.</summary>
public enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing changed up to this version.</summary>
    Bookmark,
}
