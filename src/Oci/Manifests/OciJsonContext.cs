using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>How registry documents are read and written. A member that comes twice is refused: readers would differ on its meaning.</summary>
/// <remarks>Generated code sets every init member, also those that the document leaves out; hence the <c>?? ""</c> in the records.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(ImageManifestDocument))]
[JsonSerializable(typeof(ManifestIndex))]
[JsonSerializable(typeof(Schema1Manifest))]
[JsonSerializable(typeof(ImageConfig))]
public sealed partial class OciJsonContext : JsonSerializerContext;
