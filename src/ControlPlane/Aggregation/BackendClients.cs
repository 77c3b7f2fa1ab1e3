using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageStreams.ControlPlane;

/// <summary>Connections to aggregated servers: with our front proxy certificate, verified as the API service asks for.</summary>
internal sealed class BackendClients(ObjectStore store, ClusterCertificates certificates) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Backend, Lazy<HttpMessageInvoker>> _clients = new();

    /// <summary>Sends to the backend; follows no redirect, keeps no cookie, unpacks nothing.</summary>
    /// <exception cref="HttpRequestException">The server could not be reached, or is not the one it should be.</exception>
    public Task<HttpResponseMessage> SendAsync(Backend backend, HttpRequestMessage request, CancellationToken cancellationToken) =>
        _clients.GetOrAdd(backend, b => new Lazy<HttpMessageInvoker>(() => Create(b))).Value.SendAsync(request, cancellationToken);

    /// <summary>Forgets connections of backends that no API service names any more; what is under way on them ends by itself.</summary>
    public void Keep(IReadOnlyCollection<Backend> backends)
    {
        foreach (var backend in _clients.Keys.Where(b => !backends.Contains(b)))
        {
            _clients.TryRemove(backend, out _);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values.Where(c => c.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

    private HttpMessageInvoker Create(Backend backend) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = (name, _) => ForwardedHeaders.IsRepeated(name) ? new HeaderLinesEncoding(name) : Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ConnectCallback = (_, token) => ConnectAsync(backend, token),
        SslOptions = Tls(backend),
    });

    private SslClientAuthenticationOptions Tls(Backend backend)
    {
        var options = new SslClientAuthenticationOptions
        {
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.FrontProxyClient,
        };
        if (backend.SkipsVerification)
        {
#pragma warning disable CA5359 // What spec.insecureSkipTLSVerify of the object asks for.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
            return options;
        }

        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (backend.CaBundle.Length > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Authorities(backend.CaBundle));
        }

        options.CertificateChainPolicy = policy;
        return options;
    }

    private static X509Certificate2Collection Authorities(byte[] pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            authorities.Clear(); // then nobody is trusted, which is what a bundle without certificates says
        }

        return authorities;
    }

    private async ValueTask<Stream> ConnectAsync(Backend backend, CancellationToken cancellationToken)
    {
        var resolution = ServiceResolver.Resolve(store.Current, backend);
        if (resolution.Failure is { } failure)
        {
            throw new HttpRequestException(failure.Message);
        }

        var first = Random.Shared.Next(resolution.Targets.Count);
        for (var i = 0; ; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(resolution.Targets[(first + i) % resolution.Targets.Count], cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < resolution.Targets.Count)
            {
                socket.Dispose(); // the next address may answer
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
