using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageStreams.Oci;

/// <summary>A JSON web signature around a schema 1 manifest. The key is the signer's own word: it proves nothing.</summary>
public sealed record Schema1Signature
{
    public JsonElement? Header { get; init; }

    [JsonPropertyName("signature")]
    public string Value { get; init => field = value ?? ""; } = "";

    /// <summary>Base64url of a JSON object that says where the signed payload ends.</summary>
    public string Protected { get; init => field = value ?? ""; } = "";
}
