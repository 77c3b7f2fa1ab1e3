namespace ImageStreams.Kubernetes;

/// <summary>What an exec plugin answers; its text form shows nothing of it.</summary>
internal sealed record ExecCredentialStatus
{
    public DateTimeOffset? ExpirationTimestamp { get; init; }

    public string? Token { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKeyData { get; init; }

    public override string ToString() => nameof(ExecCredentialStatus);
}
