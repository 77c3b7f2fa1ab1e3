namespace ImageStreams.Oci;

/// <summary>The keychain of those who have no credentials.</summary>
public sealed class AnonymousKeychain : IKeychain
{
    public static AnonymousKeychain Instance { get; } = new();

    public ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RegistryCredential>>([]);
}
