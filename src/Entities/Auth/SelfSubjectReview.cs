using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Asks who the caller is.</summary>
public sealed record SelfSubjectReview : IResource<SelfSubjectReview>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("authentication.k8s.io", "v1", "SelfSubjectReview", "selfsubjectreviews", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<SelfSubjectReview> JsonTypeInfo => EntitiesJsonContext.Default.SelfSubjectReview;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The answer.</summary>
    public SelfSubjectReviewStatus? Status { get; init; }
}
