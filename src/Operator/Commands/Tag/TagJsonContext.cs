using System.Text.Json.Serialization;

namespace ImageStreams.Operator;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(TagReport))]
internal sealed partial class TagJsonContext : JsonSerializerContext;
