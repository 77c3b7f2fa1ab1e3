using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.Oci;

/// <summary>The connections of a transport, apart by whose certificates are believed on them.</summary>
internal sealed class RegistryConnections(RegistryTransportOptions options) : IDisposable
{
    private readonly HttpMessageInvoker _lenient = CreateInvoker(options, TlsTrust.Lenient());

    /// <summary>By the positions of the host roots that apply; hosts with the same ones share.</summary>
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _strict = new(StringComparer.Ordinal);

    public HttpMessageInvoker For(Uri address, bool insecure)
    {
        if (insecure)
        {
            return _lenient;
        }

        var applying = options.HostRoots.Index().Where(r => r.Item.IsFor(address)).ToList();
        var key = string.Join(',', applying.Select(r => r.Index));
        return _strict.GetOrAdd(key, _ => new Lazy<HttpMessageInvoker>(() => CreateInvoker(options, TlsTrust.Strict(RootsOf(applying.Select(r => r.Item)))))).Value;
    }

    public void Dispose()
    {
        _lenient.Dispose();
        foreach (var invoker in _strict.Values.Where(i => i.IsValueCreated))
        {
            invoker.Value.Dispose();
        }
    }

    private X509Certificate2Collection RootsOf(IEnumerable<HostRoots> applying)
    {
        var roots = new X509Certificate2Collection(options.AdditionalRoots);
        foreach (var host in applying)
        {
            roots.AddRange(host.Certificates);
        }

        return roots;
    }

    private static HttpMessageInvoker CreateInvoker(RegistryTransportOptions options, SslClientAuthenticationOptions tls) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // redirects are followed by us, without credentials
            UseCookies = false,
            Proxy = options.Proxy,
            UseProxy = !options.Proxy.IsEmpty,
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = RegistryConnector.ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // names may move
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            KeepAlivePingDelay = options.PingDelay,
            KeepAlivePingTimeout = options.PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            MaxResponseHeadersLength = 64,
            SslOptions = tls,
        });
}
