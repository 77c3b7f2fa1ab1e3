namespace ImageStreams.Oci;

/// <summary>Credentials of docker configurations, in the order of their keys: the longest path first.</summary>
public sealed class DockerConfigKeychain(IEnumerable<DockerConfigEntry> entries) : IKeychain
{
    private readonly IReadOnlyList<DockerConfigEntry> _entries = [.. entries.OrderByDescending(e => e.Key.ToString(), StringComparer.Ordinal)];

    public DockerConfigKeychain(IEnumerable<DockerConfig> configs)
        : this(configs.SelectMany(c => c.Entries))
    {
    }

    public IReadOnlyList<RegistryCredential> Find(RepositoryName repository)
    {
        var found = Matching(e => e.Key.Matches(repository));
        return found.Count == 0 && DockerHub.Is(repository.Registry)
            ? Matching(e => e.Key.Host == DockerHub.IndexHost && e.Key.Path.Length == 0)
            : found;
    }

    public ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(repository));

    private IReadOnlyList<RegistryCredential> Matching(Func<DockerConfigEntry, bool> matches) =>
        [.. _entries.Where(matches).Select(e => e.Credential).Distinct()];
}
