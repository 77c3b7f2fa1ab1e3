using System.Text.Json.Serialization;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Operator;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KubeTimeConverter)])]
[JsonSerializable(typeof(InspectReport))]
[JsonSerializable(typeof(StreamExplanation))]
[JsonSerializable(typeof(TagReport))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
