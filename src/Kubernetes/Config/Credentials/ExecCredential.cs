namespace ImageStreams.Kubernetes;

/// <summary>The document of client.authentication.k8s.io that an exec plugin is asked and answers with.</summary>
internal sealed record ExecCredential
{
    public string? Kind { get; init; }

    public string? ApiVersion { get; init; }

    public ExecCredentialSpec? Spec { get; init; }

    public ExecCredentialStatus? Status { get; init; }
}
