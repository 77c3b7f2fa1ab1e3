using System.Collections.Concurrent;
using ImageStreams.ApiServer;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>
/// Tokens for the integrated registry that the process issues to itself: to read one repository, or the list of all. The registry asks nobody else, so that
/// a push can be read back whatever its namespace's secrets are.
/// </summary>
internal sealed class RegistryTokenKeychain(TokenIssuer issuer, TimeProvider time) : IKeychain
{
    private const string Subject = "imagestreams";
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<string, RegistryToken> _tokens = new(StringComparer.Ordinal);

    public ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<RegistryCredential>>(
            issuer.IsReady ? [new RegistryCredential { RegistryToken = Find(repository.Path).Value }] : []);

    private RegistryToken Find(string path)
    {
        if (_tokens.TryGetValue(path, out var known) && time.GetUtcNow() < known.Expires - (known.Lifetime / 2))
        {
            return known;
        }

        if (_tokens.Count >= MaxKept)
        {
            _tokens.Clear();
        }

        return _tokens[path] = issuer.Issue(Subject, AccessTo(path));
    }

    private static ApiServer.RegistryAccess AccessTo(string path) => path != IntegratedKeychain.Catalog && PushedRepositories.TryGetStream(path, out var stream)
        ? ApiServer.RegistryAccess.To(stream.Value, ApiServer.RegistryAccess.Pull)
        : ApiServer.RegistryAccess.Catalog;
}
