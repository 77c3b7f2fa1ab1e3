using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.TestKit;

/// <summary>Makes certificates for tests; nothing is kept anywhere else.</summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    /// <summary>An authority in force for a day.</summary>
    public TestCertificateAuthority(string name)
        : this(name, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(1))
    {
    }

    /// <summary>An authority in force from one time to another, like everything that it issues.</summary>
    public TestCertificateAuthority(string name, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _certificate = request.CreateSelfSigned(notBefore, notAfter);
    }

    /// <summary>The authority's own certificate.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Its key.</summary>
    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>A certificate of a server under all of these names and addresses.</summary>
    public PemCertificate Server(params IEnumerable<string> names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return Issue("CN=server", ServerUse, alternatives.Build());
    }

    /// <summary>A certificate of a user, with the groups that it is in.</summary>
    public PemCertificate Client(string user, params IEnumerable<string> groups) =>
        Issue(string.Join(", ", [.. groups.Select(group => $"O={group}"), $"CN={user}"]), ClientUse, names: null);

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private PemCertificate Issue(string subject, Oid use, X509Extension? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        var serial = RandomNumberGenerator.GetBytes(12);
        using var certificate = request.Create(_certificate, _certificate.NotBefore, _certificate.NotAfter.AddMinutes(-1), serial);
        return new PemCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
