using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ImageStreams.Oci;

/// <summary>A proxy and the login for it. Prints the address alone.</summary>
public sealed class ProxyServer
{
    private ProxyServer(Uri address, NetworkCredential? login) => (Address, Login) = (address, login);

    /// <summary>Without the login.</summary>
    public Uri Address { get; }

    internal NetworkCredential? Login { get; }

    /// <summary>Reads <c>[http://][USER:PASSWORD@]HOST[:PORT]</c>; also https and socks5.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProxyServer? server)
    {
        server = null;
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "socks5") || uri.Host.Length == 0 || uri.PathAndQuery.Length > 1)
        {
            return false;
        }

        var login = uri.UserInfo.Split(':', 2);
        var credential = uri.UserInfo.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(login[0]), Uri.UnescapeDataString(login.ElementAtOrDefault(1) ?? ""));
        server = new ProxyServer(new UriBuilder(uri.Scheme, uri.Host, uri.Port).Uri, credential);
        return true;
    }

    public override string ToString() => Address.GetLeftPart(UriPartial.Authority);
}
