using System.Text.Json.Serialization;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Operator;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KubeTimeConverter)],
    WriteIndented = true)]
[JsonSerializable(typeof(StreamExplanation))]
internal sealed partial class ExplainJsonContext : JsonSerializerContext;
