using System.Net;

namespace ImageStreams.Operator;

/// <summary>What the flags of <c>imagestreams run</c> say.</summary>
internal sealed record RunOptions
{
    /// <summary>The kubeconfig to use; null for <c>$KUBECONFIG</c>, the pod's service account, or <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Where the API server listens. Default 0.0.0.0.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>Where the API server listens. Default 8443.</summary>
    public int SecurePort { get; init; } = 8443;

    /// <summary>The API server's certificate (PEM); null for one that the process makes itself.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>The key of <see cref="TlsCertificateFile"/> (PEM).</summary>
    public string? TlsPrivateKeyFile { get; init; }

    /// <summary>Whether this process runs the controllers. Default yes.</summary>
    public bool Controllers { get; init; } = true;

    /// <summary>Whether an API server stands before the store. Default yes; no is CRD-only mode.</summary>
    public bool ApiServer { get; init; } = true;

    /// <summary>The integrated registry inside the cluster; empty where there is none. Default none.</summary>
    public string RegistryHostname { get; init; } = "";

    /// <summary>The integrated registry for the world outside; empty where there is none. Default none.</summary>
    public string PublicRegistryHostname { get; init; } = "";

    /// <summary>Where clients of the integrated registry get their tokens; null for where the API server listens.</summary>
    public Uri? TokenRealm { get; init; }

    /// <summary>Whether the controllers run only while this process holds the Lease. Default yes.</summary>
    public bool LeaderElect { get; init; } = true;

    /// <summary>Where metrics and health are served, over plain HTTP; null for nowhere. Default 127.0.0.1:8080.</summary>
    public IPEndPoint? MetricsBindAddress { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>The file of kind <c>ImageStreamsConfiguration</c>; null for the defaults.</summary>
    public string? ConfigFile { get; init; }
}
