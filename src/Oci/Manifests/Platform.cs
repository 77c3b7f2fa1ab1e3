using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>What an image of an index runs on.</summary>
public sealed record Platform
{
    public string Architecture { get; init => field = value ?? ""; } = "";

    public string Os { get; init => field = value ?? ""; } = "";

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    public string? Variant { get; init; }

    /// <summary>CPU features; docker manifest lists only.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>As people write it: <c>linux/arm64/v8</c>.</summary>
    public override string ToString() => string.IsNullOrEmpty(Variant) ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
