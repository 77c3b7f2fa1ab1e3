namespace ImageStreams.Oci;

/// <summary>Knows credentials. Implemented by docker configuration files here, by pull secrets and plugins elsewhere.</summary>
public interface IKeychain
{
    /// <summary>All credentials that may open <paramref name="repository"/>, best first; each is tried, then none at all.</summary>
    ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken);
}
