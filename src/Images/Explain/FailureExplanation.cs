namespace ImageStreams.Images;

/// <summary>A failure that lasts.</summary>
public sealed record FailureExplanation
{
    /// <summary>One of <see cref="ImportReasons"/>.</summary>
    public required string Reason { get; init; }

    public required string Message { get; init; }

    /// <summary>When it failed first.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it is tried again; null when only a change helps.</summary>
    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>Until when the registry is left alone; null when it is not.</summary>
    public DateTimeOffset? LimitedUntil { get; init; }
}
