namespace ImageStreams.Entities;

/// <summary>How an object is to be deleted.</summary>
public sealed record DeleteOptions
{
    /// <summary><c>DeleteOptions</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the options; every group has them.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Seconds the object gets to end; 0 is at once.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>What must still hold.</summary>
    public Preconditions? Preconditions { get; init; }

    /// <summary>Old form of <c>propagationPolicy</c>.</summary>
    public bool? OrphanDependents { get; init; }

    /// <summary><c>Orphan</c>, <c>Background</c> or <c>Foreground</c>: what becomes of the objects that belong to this one.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary><c>All</c>: do everything but store it.</summary>
    public IReadOnlyList<string>? DryRun { get; init; }

    /// <summary>Asks to delete what cannot be read, without what deletions otherwise wait for. Only servers that are told to do so.</summary>
    public bool? IgnoreStoreReadErrorWithClusterBreakingPotential { get; init; }
}
