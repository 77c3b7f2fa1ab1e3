namespace ImageStreams.Oci;

/// <summary>On whose behalf and how a registry is approached.</summary>
/// <param name="Keychain">The credentials that may be shown.</param>
/// <param name="Insecure">Accept untrusted certificates, and fall back to plain HTTP where HTTPS does not answer.</param>
public sealed record RegistryAccess(IKeychain Keychain, bool Insecure)
{
    /// <summary>More credentials, which are looked for only when all of <see cref="Keychain"/> have failed: to look may take long.</summary>
    public IKeychain Fallback { get; init; } = AnonymousKeychain.Instance;

    /// <summary>Is told of every answer of the registry itself; not of what others say to whom it sends us.</summary>
    public Action<RegistryAnswer>? OnAnswer { get; init; }

    public static RegistryAccess Anonymous { get; } = new(AnonymousKeychain.Instance, Insecure: false);
}
