namespace ImageStreams.Entities;

/// <summary>Whether a user may do something.</summary>
public sealed record SubjectAccessReviewStatus
{
    /// <summary>Whether it is allowed.</summary>
    [Required]
    public bool? Allowed { get; init; }

    /// <summary>Whether it is forbidden, whatever others say.</summary>
    public bool? Denied { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong while it was decided.</summary>
    public string? EvaluationError { get; init; }
}
