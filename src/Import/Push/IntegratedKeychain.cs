using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// The process's own credentials for the integrated registry. They open every repository in it, so that nothing may use them but what reads back
/// pushes: with them in its hands, an import could take a private image into any namespace.
/// </summary>
/// <param name="keychain">Who has the credentials.</param>
public sealed class IntegratedKeychain(IKeychain keychain) : IRunKeychain
{
    /// <summary>The path of the repository that credentials for the list of all repositories are asked for; no stream has a path of one segment.</summary>
    public const string Catalog = "catalog";

    /// <summary>There are none: the registry lets everybody read.</summary>
    public static IntegratedKeychain Anonymous { get; } = new(AnonymousKeychain.Instance);

    IReadOnlyList<IgnoredCredentials> IRunKeychain.Ignored => [];

    string? IRunKeychain.ReadProblem => null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        keychain.FindAsync(repository, cancellationToken);
}
