using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ImageStreams.GenericApiServer;

/// <summary>Untyped JSON for callers that handle typed and untyped objects alike.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class GenericJsonContext : JsonSerializerContext;
