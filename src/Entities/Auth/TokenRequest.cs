using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Asks for a token of a service account.</summary>
public sealed record TokenRequest : IResource<TokenRequest>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("authentication.k8s.io", "v1", "TokenRequest", "serviceaccounts", Namespaced: true);

    /// <inheritdoc/>
    public static JsonTypeInfo<TokenRequest> JsonTypeInfo => EntitiesJsonContext.Default.TokenRequest;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>What the token is for.</summary>
    [Required]
    public TokenRequestSpec? Spec { get; init; }

    /// <summary>The token.</summary>
    public TokenRequestStatus? Status { get; init; }
}
