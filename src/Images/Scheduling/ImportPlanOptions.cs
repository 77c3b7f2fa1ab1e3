namespace ImageStreams.Images;

/// <summary>What decides which tags are due, beside the stream.</summary>
public sealed record ImportPlanOptions
{
    /// <summary>The shortest interval that an annotation may ask for.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    public static ImportPlanOptions Default { get; } = new();

    /// <summary>How often scheduled tags are checked that ask for no interval of their own. Default 15 minutes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether scheduled tags are checked at all. Default yes.</summary>
    public bool ScheduledImports { get; init; } = true;

    /// <summary>When failed imports are repeated. Default 30 seconds, doubling up to an hour.</summary>
    public RetryBackoff Backoff { get; init; } = RetryBackoff.Default;

    /// <summary>By which part waits are shorter at most, each tag's by its own, so that what failed together does not come together. Default a tenth.</summary>
    public double RetryJitter { get; init; } = 0.1;

    /// <summary>How many events a tag keeps. Default all.</summary>
    public int HistoryLimit { get; init; } = TagHistory.Unlimited;

    /// <summary>Where the integrated registry is. Default none.</summary>
    public RegistryHosts Hosts { get; init; } = RegistryHosts.None;

    /// <summary>
    /// Whether an API server stands before the store, which numbers tags, refuses what is invalid and resolves references in the
    /// name of the user. Default yes; in CRD-only mode nobody does, and what is wrong becomes a condition.
    /// </summary>
    public bool StrategyRuns { get; init; } = true;
}
