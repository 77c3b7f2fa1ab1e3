namespace ImageStreams.ControlPlane;

/// <summary>Limits of an <see cref="ObjectStore"/>.</summary>
public sealed record ObjectStoreOptions
{
    /// <summary>The folder that holds the database; made when absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How many changes of a resource can be watched from the past. Default: 10,000.</summary>
    public int WindowChanges { get; init; } = 10_000;

    /// <summary>How many bytes of objects these may hold. Default: 64 MiB.</summary>
    public long WindowBytes { get; init; } = 64L << 20;

    /// <summary>How long the rest of a paged list stays available. Default: 5 minutes, as etcd's compaction.</summary>
    public TimeSpan PageLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many paged lists are kept at a time; the longest unused goes first. Default: 200.</summary>
    public int PagedLists { get; init; } = 200;

    /// <summary>The largest object. Default: 1.5 MiB, as etcd's request limit.</summary>
    public int MaxObjectBytes { get; init; } = 1536 << 10;

    /// <summary>How far the database may grow before writes are refused. Default: 8 GiB.</summary>
    public long MaxDatabaseBytes { get; init; } = 8L << 30;

    /// <summary>Whether a write waits until the disk has it (so that it outlives a power failure, not only the process). Default: true.</summary>
    public bool WaitForDisk { get; init; } = true;
}
