using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>What a token service answers: docker's form, or OAuth2's.</summary>
internal sealed class TokenResponse
{
    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    /// <summary>Seconds; a number, though some services write fractions.</summary>
    [JsonPropertyName("expires_in")]
    public double? ExpiresIn { get; init; }
}
