using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>Documents that only this project reads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(Schema1ProtectedHeader))]
[JsonSerializable(typeof(TokenResponse))]
internal sealed partial class WireJsonContext : JsonSerializerContext;
