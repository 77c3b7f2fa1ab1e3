namespace ImageStreams.Entities;

/// <summary>Whom a bearer token belongs to.</summary>
public sealed record TokenReviewStatus
{
    /// <summary>Whether the token is good.</summary>
    public bool? Authenticated { get; init; }

    /// <summary>Whose token it is.</summary>
    public UserInfo? User { get; init; }

    /// <summary>For whom the token is meant.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    /// <summary>Why the token could not be checked.</summary>
    public string? Error { get; init; }
}
