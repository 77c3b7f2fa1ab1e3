namespace ImageStreams.Kubernetes;

/// <summary>Which server to speak to, how to know it, and who we are to it.</summary>
/// <remarks>docs/spec/client.md#configuration. <see cref="ToString"/> shows no secret.</remarks>
public sealed record KubernetesClientConfiguration
{
    /// <summary>Address of the server; a path in it is put before every request's path.</summary>
    public required Uri Host { get; init; }

    /// <summary>Namespace of the context or of the pod; <c>default</c> when nothing names one.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Name of the kubeconfig's context that was taken.</summary>
    public string? CurrentContext { get; init; }

    /// <summary>File with the certificates that the server's is verified against; it is read again when it changes.</summary>
    public string? SslCaFilePath { get; init; }

    /// <summary>Certificates (PEM) that the server's is verified against; they win over the file.</summary>
    public byte[]? SslCaData { get; init; }

    /// <summary>Whether any server certificate will do.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>Name that the server's certificate must carry instead of the host's; it is also sent as <c>Host</c>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Proxy (http, https, socks5) for every request; without one the environment's proxy is used, but never for loopback.</summary>
    public Uri? ProxyUrl { get; init; }

    /// <summary>Whether the server is to send everything as it is: on a fast network compression costs both sides more time than it saves.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>File of our certificate chain (PEM); it is read again when it changes.</summary>
    public string? ClientCertificateFilePath { get; init; }

    /// <summary>Our certificate chain (PEM); it wins over the file.</summary>
    public byte[]? ClientCertificateData { get; init; }

    /// <summary>File of our certificate's key (PEM).</summary>
    public string? ClientKeyFilePath { get; init; }

    /// <summary>Our certificate's key (PEM); it wins over the file.</summary>
    public byte[]? ClientKeyData { get; init; }

    /// <summary>Bearer token.</summary>
    public string? AccessToken { get; init; }

    /// <summary>File of a bearer token, read again at latest each minute; it wins over <see cref="AccessToken"/>.</summary>
    public string? TokenFilePath { get; init; }

    /// <summary>User name for basic authentication.</summary>
    public string? Username { get; init; }

    /// <summary>Password for basic authentication.</summary>
    public string? Password { get; init; }

    internal Impersonation? Impersonation { get; init; }

    internal ExecConfig? Exec { get; init; }

    /// <summary>The configuration of a context of one kubeconfig file: its current one.</summary>
    /// <exception cref="KubeConfigException">The file is not there, does not parse, or lacks what its context names.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(string kubeconfigPath) =>
        ConfigurationLoader.FromFiles([kubeconfigPath], context: null, allMustExist: true);

    /// <inheritdoc cref="BuildConfigFromConfigFile(string)"/>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(string kubeconfigPath, string currentContext) =>
        ConfigurationLoader.FromFiles([kubeconfigPath], currentContext, allMustExist: true);

    /// <summary>Whether the process runs in a pod with a service account.</summary>
    public static bool IsInCluster() => ConfigurationLoader.IsInCluster(ClientEnvironment.Process);

    /// <summary>The configuration of a pod: its service account's token and CA, both read again when they change.</summary>
    /// <exception cref="KubeConfigException">The process is not in a pod.</exception>
    public static KubernetesClientConfiguration InClusterConfig() => ConfigurationLoader.InCluster(ClientEnvironment.Process);

    /// <summary>The first of: the given file, the files of <c>$KUBECONFIG</c>, the pod's service account, <c>~/.kube/config</c>.</summary>
    /// <param name="kubeconfigPath">The file that was asked for by the user, if any.</param>
    /// <exception cref="KubeConfigException">None is there, or the one that is cannot be used.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig(string? kubeconfigPath) =>
        ConfigurationLoader.Default(kubeconfigPath, ClientEnvironment.Process);

    /// <inheritdoc cref="BuildDefaultConfig(string?)"/>
    public static KubernetesClientConfiguration BuildDefaultConfig() => BuildDefaultConfig(kubeconfigPath: null);

    /// <summary>The server and the context.</summary>
    public override string ToString() => CurrentContext is null ? $"{Host}" : $"{Host} (context {CurrentContext})";
}
