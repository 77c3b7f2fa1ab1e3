namespace ImageStreams.Entities;

/// <summary>Asks whom a bearer token belongs to.</summary>
public sealed record TokenReviewSpec
{
    /// <summary>The token.</summary>
    public string? Token { get; init; }

    /// <summary>For whom the token must be meant.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }
}
