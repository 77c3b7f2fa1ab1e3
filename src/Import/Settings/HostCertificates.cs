using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Certificates that some hosts are trusted by; the same text for the same hosts is equal.</summary>
public sealed class HostCertificates : IEquatable<HostCertificates>
{
    private readonly string _pem;

    private HostCertificates(string pem, HostRoots roots) => (_pem, Roots) = (pem, roots);

    public string Host => Roots.Host;

    internal HostRoots Roots { get; }

    /// <param name="host"><c>HOST[:PORT]</c>, with <c>*</c> for any text.</param>
    /// <param name="pem">One or more certificates, as PEM; other text between them is passed over.</param>
    /// <param name="certificates">The result.</param>
    /// <returns>False when there is no certificate, or one of them is broken.</returns>
    public static bool TryCreate(string host, string pem, [NotNullWhen(true)] out HostCertificates? certificates)
    {
        certificates = null;
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return false;
        }

        certificates = roots.Count == 0 ? null : new HostCertificates(pem, new HostRoots(host, roots));
        return certificates is not null;
    }

    public bool Equals(HostCertificates? other) => other is not null && Host == other.Host && _pem == other._pem;

    public override bool Equals(object? obj) => Equals(obj as HostCertificates);

    public override int GetHashCode() => HashCode.Combine(Host, _pem);
}
