using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer;

/// <summary>Names under which the server is reached.</summary>
/// <param name="Dns">Host names, at least one.</param>
internal sealed record ServerNames(IReadOnlyList<string> Dns)
{
    /// <summary>The names of a service, and this machine's.</summary>
    public static ServerNames OfService(string service, string ns) =>
        new([$"{service}.{ns}.svc", $"{service}.{ns}.svc.cluster.local", $"{service}.{ns}", service, "localhost"]);

    public X509Extension ToExtension()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Dns)
        {
            names.AddDnsName(name);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        return names.Build();
    }

    /// <summary>Whether the certificate is good for all of them.</summary>
    public bool AreIn(X509Certificate2 certificate) => Dns.All(name => certificate.MatchesHostname(name, allowCommonName: false));
}
