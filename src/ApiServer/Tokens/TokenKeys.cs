using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace ImageStreams.ApiServer;

/// <summary>The keys in force, ready for use.</summary>
internal sealed class TokenKeys
{
    public TokenKeys(TokenKeySet set)
    {
        var current = set.Current ?? throw new ArgumentException("a set in force has a current key", nameof(set));
        Set = set;
        Signer = new TokenSigner(current);
        CurrentKey = ToPublicPem(current.CertificatePem);
        KeySet = ToJwks(new[] { current.CertificatePem, set.Next.CertificatePem, set.FormerPem }.Where(pem => pem.Length > 0));
    }

    public TokenKeySet Set { get; }

    public TokenSigner Signer { get; }

    /// <summary>What signs, as the PEM of a public key: some registries know one key and no certificates.</summary>
    public string CurrentKey { get; }

    /// <summary>All keys whose tokens are to be let in, as a JSON Web Key Set.</summary>
    public string KeySet { get; }

    private static string ToPublicPem(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return $"{PemEncoding.WriteString("PUBLIC KEY", certificate.PublicKey.ExportSubjectPublicKeyInfo())}\n";
    }

    private static string ToJwks(IEnumerable<string> pems) => new JsonObject { ["keys"] = new JsonArray([.. pems.Select(ToJwk)]) }.ToJsonString();

    private static JsonNode ToJwk(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var rsa = certificate.GetRSAPublicKey();
        using var curve = certificate.GetECDsaPublicKey();
        var jwk = rsa is not null ? OfRsa(rsa.ExportParameters(false)) : OfCurve(curve!.ExportParameters(false));
        (jwk["kid"], jwk["use"]) = (TokenKeyId.Of(certificate.PublicKey), "sig");
        return jwk;
    }

    private static JsonObject OfCurve(ECParameters key) => new()
    {
        ["kty"] = "EC",
        ["alg"] = TokenSettings.Es256,
        ["crv"] = "P-256",
        ["x"] = Base64UrlEncoder.Encode(key.Q.X),
        ["y"] = Base64UrlEncoder.Encode(key.Q.Y),
    };

    private static JsonObject OfRsa(RSAParameters key) => new()
    {
        ["kty"] = "RSA",
        ["alg"] = TokenSettings.Rs256,
        ["n"] = Base64UrlEncoder.Encode(key.Modulus),
        ["e"] = Base64UrlEncoder.Encode(key.Exponent),
    };
}
