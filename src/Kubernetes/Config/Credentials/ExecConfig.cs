namespace ImageStreams.Kubernetes;

/// <summary>The program that a kubeconfig's user gets credentials from.</summary>
/// <param name="Command">Name on PATH, or path of the program.</param>
/// <param name="ApiVersion">Version of the document that it must answer with.</param>
internal sealed record ExecConfig(string Command, string ApiVersion)
{
    public const string V1 = "client.authentication.k8s.io/v1";
    public const string V1Beta1 = "client.authentication.k8s.io/v1beta1";

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? InstallHint { get; init; }

    public ExecInteractiveMode InteractiveMode { get; init; } = ExecInteractiveMode.IfAvailable;

    /// <summary>What the program is told of the cluster; nothing unless the kubeconfig says <c>provideClusterInfo</c>.</summary>
    public ExecCluster? Cluster { get; init; }
}
