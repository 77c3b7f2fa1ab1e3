using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>What other parties need to verify our service account tokens: <c>/.well-known/openid-configuration</c> and <c>/openid/v1/jwks</c>.</summary>
internal sealed class OpenIdDiscovery(TokenSigner signer, string issuer, Uri server)
{
    public const string ConfigurationPath = "/.well-known/openid-configuration";
    public const string KeySetPath = "/openid/v1/jwks";
    public const string KeySetMediaType = "application/jwk-set+json";

    public JsonObject Configuration() => new()
    {
        ["issuer"] = issuer,
        ["jwks_uri"] = new Uri(server, KeySetPath).AbsoluteUri,
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("ES256"),
    };

    public JsonObject KeySet() => signer.KeySet();
}
