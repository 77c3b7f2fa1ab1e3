using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>How a repeated event went on.</summary>
public sealed record EventSeries
{
    /// <summary>How often it was seen.</summary>
    public int? Count { get; init; }

    /// <summary>When it was last seen.</summary>
    [JsonConverter(typeof(KubeMicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; init; }
}
