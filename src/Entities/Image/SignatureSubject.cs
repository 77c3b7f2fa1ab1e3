using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>Who made a signature.</summary>
public sealed record SignatureSubject
{
    /// <summary>Name of the organization.</summary>
    public string? Organization { get; init; }

    /// <summary>Common name.</summary>
    public string? CommonName { get; init; }

    /// <summary>Identifier of the key that verifies the signature.</summary>
    [Required]
    [JsonPropertyName("publicKeyID")]
    public string? PublicKeyId { get; init; }
}
