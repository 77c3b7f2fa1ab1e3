using System.Net;

namespace ImageStreams.ApiServer;

/// <summary>Where and how the API server listens.</summary>
public sealed class ApiServerOptions
{
    /// <summary>Address and port; port 0 takes a free one. Default 0.0.0.0:8443.</summary>
    public IPEndPoint EndPoint { get; set; } = new(IPAddress.Any, 8443);

    /// <summary>Namespace of the process and of the secret with its certificate. Default <c>imagestreams-system</c>.</summary>
    public string Namespace { get; set; } = "imagestreams-system";

    /// <summary>Name of the service through which the aggregator reaches it. Default <c>imagestreams</c>.</summary>
    public string ServiceName { get; set; } = "imagestreams";

    /// <summary>Where clients of the integrated registry reach the token service, if by another name than the service's. Default none.</summary>
    public Uri? TokenRealm { get; set; }

    /// <summary>PEM of a certificate to use instead of one that the server makes itself. Default none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM of the key of <see cref="CertificateFile"/>. Default none.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>How long it is remembered that something is allowed, and whose a token is. Default 10 seconds.</summary>
    public TimeSpan ReviewLifetime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it is remembered that something is not allowed: who has just been given a right will try at once. Default 2 seconds.</summary>
    public TimeSpan DenialLifetime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long requests are still taken after the process was told to stop, and readiness has failed. Default none.</summary>
    public TimeSpan ShutdownDelay { get; set; }

    /// <summary>How long an import request waits for registries; aggregators give up after a minute. Default 50 seconds.</summary>
    public TimeSpan ImportPatience { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>How much memory the layers of streams may take that were asked for before, ready to be sent again. Default 32 MiB.</summary>
    public long LayersCacheBytes { get; set; } = 32 << 20;

    /// <summary>Version of the product, for <c>/version</c> and OpenAPI.</summary>
    public string Version { get; set; } = typeof(ApiServerOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
