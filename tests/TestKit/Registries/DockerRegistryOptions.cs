namespace ImageStreams.TestKit;

/// <summary>What a <see cref="DockerRegistryProcess"/> is to be like.</summary>
public sealed record DockerRegistryOptions
{
    /// <summary>Where it listens on this machine; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Where it sends clients for tokens; null for a registry that lets everybody in.</summary>
    public Uri? TokenRealm { get; init; }

    /// <summary>PEM of whom it believes tokens from. It is read once, at the start.</summary>
    public string TokenCertificates { get; init; } = "";

    /// <summary>Its own name to the token service, and that of the service.</summary>
    public string TokenService { get; init; } = "imagestreams";

    /// <summary>PEM of whom it trusts where it sends its notifications; empty for whom the system trusts.</summary>
    public string TrustedCertificates { get; init; } = "";

    /// <summary>More top-level sections of its configuration, such as <c>notifications</c>; <c>{0}</c> stands for its folder.</summary>
    public string MoreConfiguration { get; init; } = "";

    internal string Configuration => TokenRealm is null ? MoreConfiguration : $$"""
        auth:
          token:
            realm: {{TokenRealm}}
            service: {{TokenService}}
            issuer: {{TokenService}}
            rootcertbundle: {0}/tokens.crt
        {{MoreConfiguration}}
        """;
}
