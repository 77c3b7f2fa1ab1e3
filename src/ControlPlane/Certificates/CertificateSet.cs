using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ControlPlane;

/// <summary>The certificates in use at one moment; replaced as a whole when one is renewed.</summary>
internal sealed record CertificateSet(
    CertificateAuthority Authority,
    CertificateAuthority FrontProxyAuthority,
    X509Certificate2 Serving,
    X509Certificate2 Admin,
    X509Certificate2 FrontProxyClient) : IDisposable
{
    /// <summary>Whose client certificates are believed.</summary>
    public X509Certificate2Collection ClientAuthorities { get; } = [Authority.Certificate];

    public IEnumerable<X509Certificate2> All => [Authority.Certificate, FrontProxyAuthority.Certificate, Serving, Admin, FrontProxyClient];

    public void Dispose()
    {
        Authority.Dispose();
        FrontProxyAuthority.Dispose();
        Serving.Dispose();
        Admin.Dispose();
        FrontProxyClient.Dispose();
    }
}
