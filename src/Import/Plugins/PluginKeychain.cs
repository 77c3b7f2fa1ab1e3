using System.Collections.Concurrent;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What plugins know for the imports of one run; a plugin that fails is noted and costs its own registries only.</summary>
internal sealed class PluginKeychain(IReadOnlyList<CredentialPlugin> plugins) : IKeychain
{
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IgnoredCredentials, bool> _ignored = new();

    /// <summary>Plugins that failed.</summary>
    public IEnumerable<IgnoredCredentials> Ignored => _ignored.Keys;

    /// <summary>Why there were no credentials for a registry; null when there were, or nobody asked.</summary>
    /// <remarks>It may have been another run that asked, for this one as well.</remarks>
    public string? FindProblem(RepositoryName repository) =>
        _problems.GetValueOrDefault(repository.Registry)
        ?? plugins.Where(p => p.IsFor(repository)).Select(p => p.FindFailure(repository)).FirstOrDefault(f => f is not null);

    public async ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(plugins.Where(p => p.IsFor(repository)).Select(p => FindAsync(p, repository, cancellationToken)));
        return [.. found.SelectMany(f => f).Distinct()];
    }

    private async Task<IReadOnlyList<RegistryCredential>> FindAsync(CredentialPlugin plugin, RepositoryName repository, CancellationToken cancellationToken)
    {
        try
        {
            return await plugin.FindAsync(repository, cancellationToken);
        }
        catch (CredentialPluginException e)
        {
            _problems[repository.Registry] = e.Message;
            _ignored[new IgnoredCredentials(plugin.Provider.ToString(), $"it {e.Problem}")] = true;
            return [];
        }
    }
}
