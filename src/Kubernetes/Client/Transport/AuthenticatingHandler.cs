using System.Net;
using System.Net.Security;

namespace ImageStreams.Kubernetes;

/// <summary>
/// Sends requests over pooled connections as whoever we are now: sets the credential, takes new connections when the client certificate
/// changed, and asks for another credential, once, when the server refuses it.
/// </summary>
internal sealed class AuthenticatingHandler(
    KubernetesClientConfiguration configuration, ICredentialSource credentials, ServerTrust trust) : HttpMessageHandler
{
    /// <summary>
    /// What the server may send of one answer before we have read it. All answers that one connection can carry fit into the window of the connection, so
    /// that those which nobody reads do not hold up the others; for that, windows must not grow by themselves, see the runtime options of the process.
    /// </summary>
    private const int StreamWindow = 256 * 1024;

    private readonly Lock _lock = new();
    private HttpMessageInvoker? _connections;
    private ClientCertificate? _certificate;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        configuration.Impersonation?.ApplyTo(request);
        if (configuration.TlsServerName is { } serverName)
        {
            request.Headers.Host = serverName;
        }

        var credential = await credentials.GetAsync(cancellationToken);
        var response = await SendAsync(request, credential, cancellationToken);
        return response.StatusCode == HttpStatusCode.Unauthorized
            ? await SendAgainAsync(request, response, credential, cancellationToken)
            : response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _connections?.Dispose();
            (credentials as IDisposable)?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendAgainAsync(
        HttpRequestMessage request, HttpResponseMessage refusal, ClientCredential refused, CancellationToken cancellationToken)
    {
        ClientCredential? fresh;
        try
        {
            fresh = await credentials.RefreshAsync(refused, cancellationToken);
        }
        catch
        {
            refusal.Dispose();
            throw;
        }

        var canRepeat = request.Content is null or ByteArrayContent or ReadOnlyMemoryContent; // a stream has been read
        if (fresh is null || !canRepeat)
        {
            return refusal;
        }

        refusal.Dispose();
        return await SendAsync(request, fresh, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ClientCredential credential, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = credential.Authorization;
        return Connections(credential.Certificate).SendAsync(request, cancellationToken);
    }

    /// <remarks>Connections with an older certificate serve out what runs on them, idle out and are collected.</remarks>
    private HttpMessageInvoker Connections(ClientCertificate? certificate)
    {
        lock (_lock)
        {
            if (_connections is null || !ReferenceEquals(_certificate, certificate))
            {
                _connections = new HttpMessageInvoker(Open(certificate));
                _certificate = certificate;
            }

            return _connections;
        }
    }

    private SocketsHttpHandler Open(ClientCertificate? certificate) => new()
    {
        AllowAutoRedirect = false, // no credential leaves for another address
        AutomaticDecompression = configuration.DisableCompression ? DecompressionMethods.None : DecompressionMethods.GZip,
        UseCookies = false,
        UseProxy = configuration.ProxyUrl is not null || !configuration.Host.IsLoopback,
        Proxy = configuration.ProxyUrl is null ? null : new WebProxy(configuration.ProxyUrl),
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
        InitialHttp2StreamWindowSize = StreamWindow,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = trust.Validate,
            ClientCertificateContext = certificate?.Context,
        },
    };
}
