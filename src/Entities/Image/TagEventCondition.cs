using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>What the last import of a tag came to.</summary>
public sealed record TagEventCondition
{
    /// <summary><c>ImportSuccess</c>.</summary>
    [Required]
    public string? Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>; <c>True</c> is written only where there is something to tell.</summary>
    [Required]
    public string? Status { get; init; }

    /// <summary>When the import first failed in this way.</summary>
    [JsonConverter(typeof(OrNullConverter<DateTimeOffset>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<DateTimeOffset> LastTransitionTime { get; init; }

    /// <summary>Why, for programs, for example <c>NotFound</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Generation of the tag in the spec that was tried.</summary>
    [Required]
    public long? Generation { get; init; }
}
