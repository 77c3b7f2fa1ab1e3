using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer;

/// <summary>A certificate with its key, as PEM; after the certificate those may follow that lead from it to an authority.</summary>
internal sealed record CertificatePair(string CertificatePem, string KeyPem)
{
    /// <summary>How long before it is made a certificate is in force, for those whose clocks are behind.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private const int RsaBits = 2048;
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>An authority of its own.</summary>
    public static CertificatePair Authority(string name, DateTimeOffset now, TimeSpan life)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + life);
        return new(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A server's certificate, issued by this authority.</summary>
    public CertificatePair IssueServer(ServerNames names, DateTimeOffset now, TimeSpan life)
    {
        using var authority = X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names.Dns[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerAuthentication], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        request.CertificateExtensions.Add(names.ToExtension());
        var end = now + life < authority.NotAfter ? now + life : authority.NotAfter;
        using var certificate = request.Create(authority, now - ClockSkew, end, RandomNumberGenerator.GetBytes(16));
        return new(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate of a key that signs documents, issued by this authority.</summary>
    /// <param name="name">Common name.</param>
    /// <param name="isRsa">Whether the key is one of RSA; else it is one of the curve P-256.</param>
    /// <param name="now">The time.</param>
    /// <param name="life">How long it is in force, if the authority is.</param>
    public CertificatePair IssueSigner(string name, bool isRsa, DateTimeOffset now, TimeSpan life)
    {
        using var authority = X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        using var issuer = authority.GetECDsaPrivateKey() ?? throw new CryptographicException("the authority's key is none of an elliptic curve");
        using AsymmetricAlgorithm key = isRsa ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var end = now + life < authority.NotAfter ? now + life : authority.NotAfter;
        using var certificate = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer), now - ClockSkew, end, RandomNumberGenerator.GetBytes(16));
        return new(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The pair as a server shows it.</summary>
    /// <exception cref="CryptographicException">The two are no certificate with its key.</exception>
    public SslStreamCertificateContext ToServerContext()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(CertificatePem);
        return SslStreamCertificateContext.Create(ToX509(), chain, offline: true);
    }

    /// <exception cref="CryptographicException">The two are no certificate with its key.</exception>
    public X509Certificate2 ToX509()
    {
        try
        {
            return X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e); // of a key that is another certificate's
        }
    }
}
