namespace ImageStreams.Oci;

/// <summary>On whose behalf and how a registry is approached.</summary>
/// <param name="Keychain">The credentials that may be shown.</param>
/// <param name="Insecure">Accept untrusted certificates, and fall back to plain HTTP where HTTPS does not answer.</param>
public sealed record RegistryAccess(IKeychain Keychain, bool Insecure)
{
    public static RegistryAccess Anonymous { get; } = new(AnonymousKeychain.Instance, Insecure: false);
}
