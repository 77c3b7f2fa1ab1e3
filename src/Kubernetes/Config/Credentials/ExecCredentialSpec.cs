namespace ImageStreams.Kubernetes;

/// <summary>What an exec plugin is told.</summary>
internal sealed record ExecCredentialSpec
{
    public bool Interactive { get; init; }

    public ExecCluster? Cluster { get; init; }
}
