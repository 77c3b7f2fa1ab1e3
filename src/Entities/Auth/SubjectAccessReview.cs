using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>Asks whether a user may do something.</summary>
public sealed record SubjectAccessReview : IResource<SubjectAccessReview>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new("authorization.k8s.io", "v1", "SubjectAccessReview", "subjectaccessreviews", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<SubjectAccessReview> JsonTypeInfo => EntitiesJsonContext.Default.SubjectAccessReview;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>The question.</summary>
    [Required]
    public SubjectAccessReviewSpec? Spec { get; init; }

    /// <summary>The answer.</summary>
    public SubjectAccessReviewStatus? Status { get; init; }
}
