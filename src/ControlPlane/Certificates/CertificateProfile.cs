using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ControlPlane;

/// <summary>What a certificate says about its holder.</summary>
internal sealed record CertificateProfile
{
    public required string CommonName { get; init; }

    /// <summary>Of a client: its groups.</summary>
    public IReadOnlyList<string> Organizations { get; init; } = [];

    public IReadOnlyList<string> DnsNames { get; init; } = [];

    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    public required TimeSpan Life { get; init; }

    /// <summary>Whether the certificate names a server; else it names a client.</summary>
    public bool IsServer => DnsNames.Count > 0 || Addresses.Count > 0;

    /// <summary>A server's certificate for host names and addresses, told apart by their form.</summary>
    public static CertificateProfile Server(string commonName, IEnumerable<string> hosts, TimeSpan life)
    {
        var names = hosts.Where(h => h.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return new CertificateProfile
        {
            CommonName = commonName,
            DnsNames = [.. names.Where(n => !IPAddress.TryParse(n, out _))],
            Addresses = [.. names.Select(n => IPAddress.TryParse(n, out var address) ? address : null).OfType<IPAddress>()],
            Life = life,
        };
    }

    /// <summary>Whether <paramref name="certificate"/> still says all this.</summary>
    public bool IsMetBy(X509Certificate2 certificate)
    {
        if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(Subject().RawData) is false)
        {
            return false;
        }

        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return !IsServer ||
            (names is not null &&
                DnsNames.All(n => names.EnumerateDnsNames().Contains(n, StringComparer.OrdinalIgnoreCase)) &&
                Addresses.All(names.EnumerateIPAddresses().Contains));
    }

    public X500DistinguishedName Subject()
    {
        // The builder writes backwards: organizations then come first and in order, the common name last, as everywhere.
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(CommonName);
        foreach (var organization in Organizations.Reverse())
        {
            builder.AddOrganizationName(organization);
        }

        return builder.Build();
    }
}
