using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A token as somebody reads it who has no line of the product: by RFC 7515, RFC 7517 and RFC 7519.</summary>
internal sealed class IssuedToken
{
    private readonly string _signed;
    private readonly byte[] _signature;

    public IssuedToken(string value)
    {
        var parts = value.Split('.');
        parts.Should().HaveCount(3);
        (Header, Claims) = (JsonOf(parts[0]), JsonOf(parts[1]));
        (_signed, _signature) = ($"{parts[0]}.{parts[1]}", BytesOf(parts[2]));
    }

    public JsonNode Header { get; }

    public JsonNode Claims { get; }

    /// <summary>What it grants, as scopes are written.</summary>
    public IReadOnlyList<string> Access => [.. Claims["access"]!.AsArray()
        .Select(a => $"{a!["type"]}:{a["name"]}:{string.Join(',', a["actions"]!.AsArray().Select(x => (string)x!))}")];

    public DateTimeOffset TimeOf(string claim) => DateTimeOffset.FromUnixTimeSeconds((long)Claims[claim]!);

    /// <summary>Whether a key of this set has signed it, the one that it names.</summary>
    public bool IsSignedByKeyOf(string jwks)
    {
        var key = JsonNode.Parse(jwks)!["keys"]!.AsArray().SingleOrDefault(k => (string)k!["kid"]! == (string)Header["kid"]!);
        if (key is null || (string)key["alg"]! != (string)Header["alg"]!)
        {
            return false;
        }

        byte[] Part(string name) => BytesOf((string)key[name]!);
        using AsymmetricAlgorithm algorithm = (string)key["kty"]! == "RSA"
            ? RSA.Create(new RSAParameters { Modulus = Part("n"), Exponent = Part("e") })
            : ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Part("x"), Y = Part("y") } });
        return IsSignedBy(algorithm);
    }

    /// <summary>Whether this key of a curve has signed it.</summary>
    public bool IsSignedBy(string publicPem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(publicPem);
        return IsSignedBy(key);
    }

    /// <summary>Whether the certificate in it has signed it, and one of these authorities the certificate.</summary>
    public bool IsVouchedForBy(string bundle, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)Header["x5c"]![0]!));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
        return chain.Build(certificate) && IsSignedBy(key!);
    }

    private static JsonNode JsonOf(string part) => JsonNode.Parse(BytesOf(part))!;

    private static byte[] BytesOf(string part)
    {
        var text = part.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    private bool IsSignedBy(AsymmetricAlgorithm key)
    {
        var signed = Encoding.ASCII.GetBytes(_signed);
        return key is RSA rsa
            ? rsa.VerifyData(signed, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : ((ECDsa)key).VerifyData(signed, _signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
