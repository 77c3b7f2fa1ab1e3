using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>An image that a tag meant from some time on.</summary>
public sealed record TagEvent
{
    /// <summary>When the tag came to mean the image.</summary>
    [JsonConverter(typeof(OrNullConverter<DateTimeOffset>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Required]
    public OrNull<DateTimeOffset> Created { get; init; }

    /// <summary>Pull spec of the image.</summary>
    [Required]
    public string? DockerImageReference { get; init; }

    /// <summary>Name of the image; empty for a tag that only points to its source.</summary>
    [Required]
    public string? Image { get; init; }

    /// <summary>Generation of the tag in the spec that this came from.</summary>
    [Required]
    public long? Generation { get; init; }
}
