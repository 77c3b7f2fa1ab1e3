using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>One finding about a signature.</summary>
public sealed record SignatureCondition
{
    /// <summary><c>Trusted</c>, <c>ForImage</c>, <c>Expired</c> or <c>Revoked</c>.</summary>
    [Required]
    public string? Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Required]
    public string? Status { get; init; }

    /// <summary>When it was last looked at.</summary>
    [JsonConverter(typeof(OrNullConverter<DateTimeOffset>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<DateTimeOffset> LastProbeTime { get; init; }

    /// <summary>When the status last changed.</summary>
    [JsonConverter(typeof(OrNullConverter<DateTimeOffset>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<DateTimeOffset> LastTransitionTime { get; init; }

    /// <summary>Why, for programs.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
