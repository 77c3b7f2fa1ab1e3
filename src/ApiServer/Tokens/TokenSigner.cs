using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ImageStreams.ApiServer;

/// <summary>Signs tokens with a key, and says in their header which one it is in both ways that registries look for (docs/spec/tokens.md#keys).</summary>
internal sealed class TokenSigner
{
    private readonly Lock _lock = new(); // keys promise nothing to threads that share them
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;
    private readonly Dictionary<string, object> _header;

    /// <exception cref="CryptographicException">The two are no certificate with its key.</exception>
    public TokenSigner(CertificatePair pair)
    {
        var certificate = pair.ToX509();
        SecurityKey key = certificate.GetRSAPrivateKey() is { } rsa
            ? new RsaSecurityKey(rsa)
            : new ECDsaSecurityKey(certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("the key can sign no token"));
        key.KeyId = TokenKeyId.Of(certificate.PublicKey);
        key.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false }; // or a key that has gone would stay
        _credentials = new(key, key is RsaSecurityKey ? TokenSettings.Rs256 : TokenSettings.Es256);
        _header = new() { ["x5c"] = new List<string> { Convert.ToBase64String(certificate.RawData) } };
    }

    public string Sign(SecurityTokenDescriptor token)
    {
        (token.SigningCredentials, token.AdditionalHeaderClaims) = (_credentials, _header);
        lock (_lock)
        {
            return _handler.CreateToken(token);
        }
    }
}
