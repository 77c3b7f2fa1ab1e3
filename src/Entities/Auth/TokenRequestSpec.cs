using System.Text.Json;

namespace ImageStreams.Entities;

/// <summary>What a token is for.</summary>
public sealed record TokenRequestSpec
{
    /// <summary>Who shall accept the token.</summary>
    [Required]
    public IReadOnlyList<string>? Audiences { get; init; }

    /// <summary>How long the token shall live.</summary>
    public long? ExpirationSeconds { get; init; }

    /// <summary>An object without which the token is not valid.</summary>
    public JsonElement? BoundObjectRef { get; init; }
}
