namespace ImageStreams.Operator;

/// <summary>What the flags of <c>imagestreams standalone</c> say.</summary>
internal sealed record StandaloneOptions
{
    /// <summary>Where everything is kept; made if it does not exist. Default ./.standalone.</summary>
    public string DataDirectory { get; init; } = "./.standalone";

    /// <summary>Port of the control plane; 0 = any free one. Default 6443.</summary>
    public int Port { get; init; } = 6443;

    /// <summary>Port of the API server of image streams; 0 = any free one. Default 8443.</summary>
    public int SecurePort { get; init; } = 8443;

    /// <summary>Port of the local registry; 0 = no registry. Default 5000.</summary>
    public int RegistryPort { get; init; } = 5000;

    /// <summary>The kube-apiserver's static token file; null for none.</summary>
    public string? TokenAuthFile { get; init; }

    /// <summary>Whether the controllers run. Default yes.</summary>
    public bool Controllers { get; init; } = true;

    /// <summary>The integrated registry; null for the local one.</summary>
    public string? RegistryHostname { get; init; }

    /// <summary>The integrated registry for the world outside; empty for none.</summary>
    public string PublicRegistryHostname { get; init; } = "";

    /// <summary>Where clients of the integrated registry get their tokens; null for where the API server listens.</summary>
    public Uri? TokenRealm { get; init; }

    /// <summary>A folder of manifests to apply once everything runs; null for none.</summary>
    public string? Samples { get; init; }
}
