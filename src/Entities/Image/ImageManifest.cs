using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>One entry of a list of manifests: the image for one platform.</summary>
public sealed record ImageManifest
{
    /// <summary>Digest of the manifest; an image of that name exists.</summary>
    [Required]
    public string? Digest { get; init; }

    /// <summary>Media type of the manifest.</summary>
    [Required]
    public string? MediaType { get; init; }

    /// <summary>Size of the manifest itself, in bytes.</summary>
    [Required]
    public long? ManifestSize { get; init; }

    /// <summary>Processor architecture, for example <c>amd64</c>.</summary>
    [Required]
    public string? Architecture { get; init; }

    /// <summary>Operating system, for example <c>linux</c>.</summary>
    [Required]
    [JsonPropertyName("os")]
    public string? Os { get; init; }

    /// <summary>Variant of the architecture, for example <c>v8</c>.</summary>
    public string? Variant { get; init; }
}
