using System.Net;

namespace ImageStreams.Oci;

/// <summary>The proxies through which registries are reached, and the hosts that are reached without (docs/spec/registries.md#proxies).</summary>
/// <remarks>The runtime's own reading of <c>NO_PROXY</c> knows no address ranges, which clusters' settings are full of.</remarks>
public sealed class RegistryProxy : IWebProxy
{
    private readonly IReadOnlyList<NoProxyRule> _except;

    /// <param name="http">For plain HTTP; null for none.</param>
    /// <param name="https">For HTTPS; null for none.</param>
    /// <param name="except">As in <c>NO_PROXY</c>: hosts (with those below them), <c>.domain</c>, addresses, address ranges, <c>*</c>, each maybe with a port.</param>
    public RegistryProxy(ProxyServer? http, ProxyServer? https, IReadOnlyList<string> except)
    {
        (Http, Https, Except) = (http, https, except);
        _except = [.. except.Select(e => e.Trim()).Where(e => e.Length > 0).Select(NoProxyRule.Parse)];
        Credentials = new ProxyLogins([http, https]);
    }

    /// <summary>No proxy for anything.</summary>
    public static RegistryProxy None { get; } = new(null, null, []);

    /// <summary>For plain HTTP; null for none.</summary>
    public ProxyServer? Http { get; }

    /// <summary>For HTTPS; null for none.</summary>
    public ProxyServer? Https { get; }

    /// <summary>What is reached without a proxy.</summary>
    public IReadOnlyList<string> Except { get; }

    /// <summary>Whether there is no proxy at all.</summary>
    public bool IsEmpty => Http is null && Https is null;

    /// <inheritdoc/>
    public ICredentials? Credentials { get; set; }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ServerFor(destination)?.Address;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) =>
        ServerFor(host) is null || AddressPolicy.IsLoopbackName(host.IdnHost) || _except.Any(e => e.Matches(host.IdnHost, host.Port));

    public override string ToString() => nameof(RegistryProxy);

    private ProxyServer? ServerFor(Uri address) => address.Scheme == Uri.UriSchemeHttps ? Https : Http;

    /// <summary>Shows each proxy its own login, and nobody else any.</summary>
    private sealed class ProxyLogins(IReadOnlyList<ProxyServer?> servers) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) =>
            servers.FirstOrDefault(s => s is not null && Origin.Same(s.Address, uri))?.Login;
    }
}
