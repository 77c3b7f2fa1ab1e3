using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.TestKit;

/// <summary>A certificate and its key, as PEM.</summary>
public sealed record PemCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>The pair for a server of .NET.</summary>
    public X509Certificate2 ToX509() => X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
}
