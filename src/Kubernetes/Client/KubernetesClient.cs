using System.Diagnostics.Metrics;
using System.Net;
using ImageStreams.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes;

/// <summary>A connection to a Kubernetes API server; one for each process, safe for use by many threads.</summary>
public sealed class KubernetesClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _host;

    /// <summary>A client with default limits, without logs and metrics.</summary>
    public KubernetesClient(KubernetesClientConfiguration configuration)
        : this(
            configuration, new KubernetesClientOptions(), new KubernetesMetrics(new Meter(KubernetesMetrics.MeterName)), TimeProvider.System,
            NullLoggerFactory.Instance)
    {
    }

    public KubernetesClient(
        KubernetesClientConfiguration configuration,
        KubernetesClientOptions options,
        KubernetesMetrics metrics,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _host = configuration.Host;
        _http = new HttpClient(Handler(configuration, time)) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        Configuration = configuration;
        Options = options;
        Metrics = metrics;
        Time = time;
        Sender = new RequestSender(_http, _host, options, metrics.Client, time, loggers.CreateLogger<KubernetesClient>());
    }

    /// <summary>Where the client is connected to.</summary>
    public KubernetesClientConfiguration Configuration { get; }

    internal KubernetesClientOptions Options { get; }

    internal KubernetesMetrics Metrics { get; }

    internal TimeProvider Time { get; }

    internal RequestSender Sender { get; }

    /// <summary>The objects of a kind, where the kind itself says that it lives.</summary>
    public ResourceClient<T> Resource<T>()
        where T : class, IResource<T> => Resource<T>(T.ResourceKind);

    /// <summary>The objects of a kind, at another version or under another name than its own.</summary>
    public ResourceClient<T> Resource<T>(ResourceKind kind)
        where T : class, IResource<T> => new(this, kind);

    /// <summary>Reads any path, for example <c>/version</c>.</summary>
    /// <exception cref="KubeApiException">The server refused.</exception>
    public Task<byte[]> GetRawAsync(string pathAndQuery, CancellationToken cancellationToken) => Sender.SendAsync(
        new KubeRequest(HttpMethod.Get, pathAndQuery.TrimStart('/')) { Repeatable = true },
        (response, token) => BoundedBody.ReadAsync(response, Options.MaxRawBytes, token),
        cancellationToken);

    /// <summary>Sends a request as we are, once, and hands out whatever the server answers as soon as its head is there; nothing is buffered.</summary>
    /// <param name="request">Its address is a path below the server's. An <c>Authorization</c> header of its own is replaced by ours.</param>
    /// <param name="cancellationToken">Ends the request and the reading of its answer.</param>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } uri || (uri.IsAbsoluteUri && uri.Scheme != Uri.UriSchemeFile))
        {
            throw new ArgumentException("the address must be a path: our credential goes to no other server", nameof(request));
        }

        request.RequestUri = KubeRequest.Under(_host, uri.OriginalString);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    internal void ReportDecodeFailure(DecodeFailure failure)
    {
        Metrics.Client.DecodeFailed(failure);
        Options.OnDecodeFailure?.Invoke(failure);
    }

    private static AuthenticatingHandler Handler(KubernetesClientConfiguration configuration, TimeProvider time)
    {
        ICredentialSource credentials = configuration.Exec is { } exec
            ? new ExecCredentialSource(exec, new ExecProcess(time, () => !Console.IsInputRedirected), time)
            : new ConfiguredCredentialSource(configuration, time);
        return new AuthenticatingHandler(configuration, credentials, new ServerTrust(configuration, time));
    }
}
