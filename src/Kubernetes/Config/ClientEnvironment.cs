namespace ImageStreams.Kubernetes;

/// <summary>What the configuration is looked up in: variables, the service account's folder, the home folder and the clock.</summary>
internal sealed record ClientEnvironment
{
    public static ClientEnvironment Process { get; } = new();

    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    public string HomeFolder { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public string HomeKubeconfig => Path.Combine(HomeFolder, ".kube", "config");

    /// <summary>The files of <c>$KUBECONFIG</c>, in order; empty when it is not set.</summary>
    public IReadOnlyList<string> KubeconfigPaths => Variable("KUBECONFIG") is { Length: > 0 } paths
        ? paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : [];
}
