using System.Text.Json.Serialization;

namespace ImageStreams.LocalRegistry;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(CatalogPage))]
[JsonSerializable(typeof(TagsPage))]
internal sealed partial class LocalRegistryJsonContext : JsonSerializerContext;
