namespace ImageStreams.Entities;

/// <summary>A token.</summary>
public sealed record TokenRequestStatus
{
    /// <summary>The token.</summary>
    [Required]
    public string? Token { get; init; }

    /// <summary>When it ends.</summary>
    [Required]
    public DateTimeOffset? ExpirationTimestamp { get; init; }
}
