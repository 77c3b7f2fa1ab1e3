using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer;

/// <summary>Names under which the server is reached.</summary>
/// <param name="Dns">Host names, at least one.</param>
internal sealed record ServerNames(IReadOnlyList<string> Dns)
{
    /// <summary>Addresses, beside this machine's own.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The names of a service, and this machine's.</summary>
    public static ServerNames OfService(string service, string ns) =>
        new([$"{service}.{ns}.svc", $"{service}.{ns}.svc.cluster.local", $"{service}.{ns}", service, "localhost"]);

    /// <summary>The same with another host, a name or an address; null for no other.</summary>
    public ServerNames With(string? host) => host switch
    {
        null => this,
        _ when IPAddress.TryParse(host, out var address) => this with { Addresses = [.. Addresses, address] },
        _ => this with { Dns = [.. Dns, host] },
    };

    public X509Extension ToExtension()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Dns)
        {
            names.AddDnsName(name);
        }

        foreach (var address in Addresses.Append(IPAddress.Loopback).Append(IPAddress.IPv6Loopback).Distinct())
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    /// <summary>Whether the certificate is good for all of them.</summary>
    public bool AreIn(X509Certificate2 certificate) =>
        Dns.Concat(Addresses.Select(a => a.ToString())).All(name => certificate.MatchesHostname(name, allowCommonName: false));
}
