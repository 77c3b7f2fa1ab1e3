using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>A build step as the configuration tells it, base first; some steps have no layer.</summary>
public sealed record HistoryEntry
{
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    public string? Author { get; init; }

    public string? Comment { get; init; }

    [JsonPropertyName("empty_layer")]
    public bool? EmptyLayer { get; init; }
}
