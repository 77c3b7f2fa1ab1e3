using System.Text.Json.Serialization;

namespace ImageStreams.Import;

/// <summary>JSON of the credential plugin protocol.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CredentialProviderRequest))]
[JsonSerializable(typeof(CredentialProviderResponse))]
internal sealed partial class CredentialPluginJsonContext : JsonSerializerContext;
