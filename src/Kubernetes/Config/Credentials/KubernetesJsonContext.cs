using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ImageStreams.Kubernetes;

/// <summary>The client's own documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExecCredential))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class KubernetesJsonContext : JsonSerializerContext;
