using System.Globalization;
using System.Net;

namespace ImageStreams.Oci;

/// <summary>One entry of <c>NO_PROXY</c>.</summary>
internal sealed record NoProxyRule
{
    private readonly string _host = "";
    private readonly int? _port;
    private readonly IPNetwork? _network;

    private NoProxyRule(string host, int? port, IPNetwork? network) => (_host, _port, _network) = (host, port, network);

    /// <summary>Any text is an entry; one that makes no sense matches nothing.</summary>
    public static NoProxyRule Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return new NoProxyRule("", null, network);
        }

        var colon = text.LastIndexOf(':');
        var isPort = colon > 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[colon - 1] == ']');
        return isPort && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new NoProxyRule(HostOf(text[..colon]), port, null)
            : new NoProxyRule(HostOf(text), null, null);
    }

    public bool Matches(string host, int port) => (_port is null || _port == port) && MatchesHost(host.Trim('[', ']'));

    private static string HostOf(string text)
    {
        var host = text.Trim('[', ']');
        return host.StartsWith("*.", StringComparison.Ordinal) ? host[1..] : host;
    }

    private bool MatchesHost(string host)
    {
        if (_network is { } network)
        {
            return IPAddress.TryParse(host, out var address) && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
        }

        return _host == "*"
            || host.Equals(_host, StringComparison.OrdinalIgnoreCase)
            || (_host.Length > 0 && host.EndsWith(_host.StartsWith('.') ? _host : $".{_host}", StringComparison.OrdinalIgnoreCase));
    }
}
