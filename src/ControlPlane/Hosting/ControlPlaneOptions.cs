namespace ImageStreams.ControlPlane;

/// <summary>How the embedded control plane runs.</summary>
public sealed record ControlPlaneOptions
{
    /// <summary>The folder of everything it keeps: objects, keys, the admin's kubeconfig.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port on the loopback address; 0 takes any free one. Default: 6443.</summary>
    public int Port { get; init; } = 6443;

    /// <summary>The kube-apiserver's static token file: lines of <c>token,user,uid,"group1,group2"</c>. Default: none.</summary>
    public string? TokenAuthFile { get; init; }

    /// <summary>Names and addresses beside the loopback ones that the certificate is for. Default: none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Whether writes wait for the disk. Default: true.</summary>
    public bool WaitForDisk { get; init; } = true;

    /// <summary>How long stopping waits for requests that are under way. Default: 10 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
