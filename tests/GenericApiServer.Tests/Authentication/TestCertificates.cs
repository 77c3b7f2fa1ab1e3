using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>An authority of its own that signs certificates for tests.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const string ForServers = "1.3.6.1.5.5.7.3.1";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public TestCertificates(DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=test-ca", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        Authorities = [X509CertificateLoader.LoadCertificate(_authority.RawData)];
    }

    /// <summary>The authority, without its key.</summary>
    public X509Certificate2Collection Authorities { get; }

    public X509Certificate2 Client(string subject, DateTimeOffset now) => Issue(subject, ForClients, now);

    public X509Certificate2 Server(string subject, DateTimeOffset now) => Issue(subject, ForServers, now);

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string subject, string usage, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var signed = request.Create(_authority, now.AddHours(-1), now.AddHours(1), RandomNumberGenerator.GetBytes(16));
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
