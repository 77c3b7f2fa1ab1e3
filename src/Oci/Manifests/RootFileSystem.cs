using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>The uncompressed layers of an image, base first.</summary>
public sealed record RootFileSystem
{
    public string? Type { get; init; }

    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<string>? DiffIds { get; init; }
}
