using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Asks whom a bearer token belongs to.</summary>
public sealed record TokenReview : IResource<TokenReview>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("authentication.k8s.io", "v1", "TokenReview", "tokenreviews", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<TokenReview> JsonTypeInfo => EntitiesJsonContext.Default.TokenReview;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The question.</summary>
    [Required]
    public TokenReviewSpec? Spec { get; init; }

    /// <summary>The answer.</summary>
    public TokenReviewStatus? Status { get; init; }
}
