namespace ImageStreams.Import;

/// <summary>A login in the answer of a credential plugin.</summary>
internal sealed record CredentialProviderLogin
{
    public string? Username { get; init; }

    public string? Password { get; init; }

    public override string ToString() => nameof(CredentialProviderLogin);
}
