namespace ImageStreams.Kubernetes;

/// <summary>When an object wants to be reconciled again, unless it changes before.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(TimeSpan? delay, DateTimeOffset? at)
    {
        Delay = delay;
        At = at;
    }

    /// <summary>Not before it changes.</summary>
    public static ReconcileResult Done => default;

    internal TimeSpan? Delay { get; }

    internal DateTimeOffset? At { get; }

    /// <summary>After this delay.</summary>
    public static ReconcileResult After(TimeSpan delay) => new(delay, at: null);

    /// <summary>At this time; <see cref="Done"/> when there is none.</summary>
    public static ReconcileResult After(DateTimeOffset? at) => new(delay: null, at);

    /// <summary>The delay as seen from <paramref name="now"/>.</summary>
    internal TimeSpan? DelayFrom(DateTimeOffset now) => Delay ?? (At - now);
}
