using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Asks whether the caller may do something.</summary>
public sealed record SelfSubjectAccessReview : IResource<SelfSubjectAccessReview>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<SelfSubjectAccessReview> JsonTypeInfo => EntitiesJsonContext.Default.SelfSubjectAccessReview;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The question.</summary>
    [Required]
    public SelfSubjectAccessReviewSpec? Spec { get; init; }

    /// <summary>The answer.</summary>
    public SubjectAccessReviewStatus? Status { get; init; }
}
