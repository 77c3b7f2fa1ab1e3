using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ControlPlane;

/// <summary>A certificate authority of our own: a self-signed certificate and its key.</summary>
/// <remarks>
/// A new certificate of an authority keeps key and name, so that what was issued stays valid and whoever trusts the old certificate trusts what is issued now.
/// </remarks>
internal sealed class CertificateAuthority(X509Certificate2 certificate, ECDsa key, TimeProvider time) : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public X509Certificate2 Certificate { get; } = certificate;

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>A new authority, or a new certificate of one, made with <paramref name="key"/>.</summary>
    public static CertificateAuthority Create(string commonName, ECDsa key, TimeSpan life, TimeProvider time)
    {
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        var now = time.GetUtcNow();
        using var selfSigned = request.CreateSelfSigned(now - ClockSkew, now + life);
        return new CertificateAuthority(X509CertificateLoader.LoadCertificate(selfSigned.RawData), key, time);
    }

    /// <summary>Issues a certificate with a new key; it never outlives the authority.</summary>
    public X509Certificate2 Issue(CertificateProfile profile)
    {
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(profile.Subject(), leafKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid(profile.IsServer ? ServerAuthentication : ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        AddNames(request, profile);

        var now = time.GetUtcNow();
        var end = now + profile.Life;
        var last = new DateTimeOffset(Certificate.NotAfter);
        var signer = X509SignatureGenerator.CreateForECDsa(key);
        using var issued = request.Create(
            Certificate.SubjectName, signer, now - ClockSkew, end < last ? end : last, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(leafKey);
    }

    public bool Issued(X509Certificate2 certificate) => IsSignedBy(certificate, Certificate, time.GetUtcNow());

    /// <summary>Whether <paramref name="certificate"/> is signed by <paramref name="root"/> itself and is in its time.</summary>
    internal static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 root, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }

    private static void AddNames(CertificateRequest request, CertificateProfile profile)
    {
        if (!profile.IsServer)
        {
            return;
        }

        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in profile.DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in profile.Addresses)
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
    }
}
