using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>Form of the objects of a kind.</summary>
public sealed record CustomResourceValidation
{
    /// <summary>A structural schema.</summary>
    [JsonPropertyName("openAPIV3Schema")]
    [PreserveUnknownFields]
    public JsonElement? OpenApiV3Schema { get; init; }
}
