namespace ImageStreams.Oci;

/// <summary>What a registry, or its token service, is shown. Never prints itself.</summary>
public sealed record RegistryCredential
{
    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>An OAuth2 refresh token for the token service; user and password are then not sent.</summary>
    public string IdentityToken { get; init; } = "";

    /// <summary>A bearer token for the registry itself; the token service is not asked.</summary>
    public string RegistryToken { get; init; } = "";

    public override string ToString() => nameof(RegistryCredential);
}
