using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>A blob.</summary>
public sealed record ImageLayerData
{
    /// <summary>Size of the blob in bytes; null where it is not known.</summary>
    [JsonConverter(typeof(OrNullConverter<long>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    [Required]
    public OrNull<long> Size { get; init; }

    /// <summary>Media type of the blob.</summary>
    [Required]
    public string? MediaType { get; init; }
}
