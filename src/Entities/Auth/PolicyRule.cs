using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>Actions that a role allows.</summary>
public sealed record PolicyRule
{
    /// <summary>The actions; <c>*</c> for all.</summary>
    [Required]
    public IReadOnlyList<string>? Verbs { get; init; }

    /// <summary>API groups; empty text for the core group, <c>*</c> for all.</summary>
    public IReadOnlyList<string>? ApiGroups { get; init; }

    /// <summary>Resources, with subresources as <c>resource/subresource</c>; <c>*</c> for all.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>Names of the only objects meant; none means all.</summary>
    public IReadOnlyList<string>? ResourceNames { get; init; }

    /// <summary>Other paths; <c>*</c> at the end stands for any rest.</summary>
    [JsonPropertyName("nonResourceURLs")]
    public IReadOnlyList<string>? NonResourceUrls { get; init; }
}
