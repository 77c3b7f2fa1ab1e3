using System.IO.Enumeration;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.Oci;

/// <summary>Certificates that some hosts are trusted by, beside the system's.</summary>
/// <param name="Host">A host, with <c>*</c> for any text; with a port it is about that port alone.</param>
/// <param name="Certificates">Roots, or any others of the hosts' chains.</param>
public sealed record HostRoots(string Host, X509Certificate2Collection Certificates)
{
    internal bool IsFor(Uri address)
    {
        var colon = Host.LastIndexOf(':');
        var name = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost.Trim('[', ']')}]" : address.IdnHost;
        return colon < 0 || Host.EndsWith(']')
            ? FileSystemName.MatchesSimpleExpression(Host, name, ignoreCase: true)
            : FileSystemName.MatchesSimpleExpression(Host, $"{name}:{address.Port}", ignoreCase: true);
    }
}
