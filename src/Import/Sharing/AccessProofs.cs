using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Remembers for an hour which manifests a repository has shown, byte by byte, to those with the same credentials, or to everybody where no login is
/// asked for (docs/spec/importing.md#proof). The digest of a HEAD proves nothing: it is what the registry says.
/// </summary>
internal sealed class AccessProofs(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly SharedLooks _shown = new(time);

    private DateTimeOffset Since => time.GetUtcNow() - Lifetime;

    /// <summary>Whether the repository has shown it.</summary>
    public async ValueTask<bool> HasAsync(RegistryClient client, Digest digest, Func<ValueTask<string>> identify) =>
        await _shown.FindAsync(client, digest.ToString(), Since, identify) is not null;

    /// <summary>Has the repository show it, unless it has; several who want that at a time wait for one of them.</summary>
    public Task<SeenTag> ProveAsync(
        RegistryClient client, Digest digest, Func<ValueTask<string>> identify, Func<Task> fetch, CancellationToken cancellationToken)
    {
        return _shown.SeeAsync(client, digest.ToString(), Since, identify, FetchAsync, cancellationToken);

        async Task<SeenTag> FetchAsync(SeenTag? previous)
        {
            await fetch();
            return new SeenTag(digest);
        }
    }

    /// <summary>Remembers what came under another name.</summary>
    public ValueTask AddAsync(RegistryClient client, Digest digest, Func<ValueTask<string>> identify) =>
        _shown.PutAsync(client, digest.ToString(), new SeenTag(digest), identify);
}
