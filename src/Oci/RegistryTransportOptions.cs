using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.Oci;

/// <summary>How registries are spoken to.</summary>
public sealed class RegistryTransportOptions
{
    public string UserAgent { get; set; } = "imagestreams";

    public RegistryLimits Limits { get; set; } = RegistryLimits.Default;

    /// <summary>How long one request may take, its body included; for blobs, how long nothing may arrive.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an operation may take with its retries.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the transfer of one blob may take.</summary>
    public TimeSpan BlobTimeout { get; set; } = TimeSpan.FromMinutes(30);

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long a silence over HTTP/2 it is asked whether the other side is still there. All requests share that connection.</summary>
    public TimeSpan PingDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long that may take before the connection is given up.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a failed request is repeated; 0 = never.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>The first pause; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest <c>Retry-After</c> that is waited for here; a longer one is left to the caller.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Certificates trusted beside the system's.</summary>
    public X509Certificate2Collection AdditionalRoots { get; set; } = [];

    /// <summary>Certificates trusted beside these for some hosts.</summary>
    public IReadOnlyList<HostRoots> HostRoots { get; set; } = [];

    /// <summary>The proxies to go through.</summary>
    public RegistryProxy Proxy { get; set; } = RegistryProxy.None;

    /// <summary>Hosts that may issue tokens for a registry, HOST or HOST:PORT, on another host.</summary>
    public Dictionary<string, IReadOnlyList<string>> TokenServices { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
        {
            ["docker.io"] = ["auth.docker.io"],
            ["registry.gitlab.com"] = ["gitlab.com"],
            ["registry.digitalocean.com"] = ["api.digitalocean.com"],
            ["docker.elastic.co"] = ["docker-auth.elastic.co"],
            ["lscr.io"] = ["ghcr.io"],
        };
}
