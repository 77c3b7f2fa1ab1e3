using System.Text.Json.Serialization.Metadata;

namespace ImageStreams.Entities;

/// <summary>A signature of an image, and what is known about it.</summary>
public sealed record ImageSignature : IResource<ImageSignature>
{
    /// <inheritdoc/>
    public static ResourceKind ResourceKind { get; } = new(ImageGroup.Name, ImageGroup.Version, "ImageSignature", "imagesignatures", Namespaced: false);

    /// <inheritdoc/>
    public static JsonTypeInfo<ImageSignature> JsonTypeInfo => EntitiesJsonContext.Default.ImageSignature;

    /// <summary>Kind of the document.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the document.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Standard metadata.</summary>
    public ObjectMeta? Metadata { get; init; }

    /// <summary>Form of the signature, for example <c>AtomicImageV1</c>.</summary>
    [Required]
    public string? Type { get; init; }

    /// <summary>The signature itself.</summary>
    [Required]
    public byte[]? Content { get; init; }

    /// <summary>What a verification found.</summary>
    public IReadOnlyList<SignatureCondition>? Conditions { get; init; }

    /// <summary>Pull spec that the signature claims for the image.</summary>
    public string? ImageIdentity { get; init; }

    /// <summary>Claims in the signature.</summary>
    public IReadOnlyDictionary<string, string>? SignedClaims { get; init; }

    /// <summary>When the signature was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Who issued the certificate or key.</summary>
    public SignatureIssuer? IssuedBy { get; init; }

    /// <summary>Who signed.</summary>
    public SignatureSubject? IssuedTo { get; init; }
}
