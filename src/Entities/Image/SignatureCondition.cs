namespace ImageStreams.Entities;

/// <summary>One finding about a signature.</summary>
public sealed record SignatureCondition
{
    /// <summary><c>Trusted</c>, <c>ForImage</c>, <c>Expired</c> or <c>Revoked</c>.</summary>
    [Required]
    public string? Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Required]
    public string? Status { get; init; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset? LastProbeTime { get; init; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
