using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// Looks at tags, once for all who may see the same: those with the same credentials, and everybody where no login is asked for
/// (docs/spec/importing.md#sharing).
/// </summary>
internal sealed class SharedLooks(TimeProvider time)
{
    private readonly Flights<Key, SeenTag> _looks = new(time);

    /// <param name="client">Where.</param>
    /// <param name="reference">The tag or digest.</param>
    /// <param name="since">What was seen since then will do; null for a look from now on.</param>
    /// <param name="identify">Names the credentials of whoever wants to know; only asked for where a login is.</param>
    /// <param name="look">Looks, given what was seen before.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<SeenTag> SeeAsync(
        RegistryClient client,
        string reference,
        DateTimeOffset? since,
        Func<ValueTask<string>> identify,
        Func<SeenTag?, Task<SeenTag>> look,
        CancellationToken cancellationToken)
    {
        if (!client.AsksForLogin)
        {
            var first = new FirstLook(this, client, reference, identify, look);
            try
            {
                var seen = await _looks.RunAsync(KeyOf(client, reference, CredentialIdentity.Nobody), since, first.RunAsync, cancellationToken);
                if (first.IsOurs || seen.IsPublic)
                {
                    return seen;
                }
            }
            catch (RegistryException e) when (!first.IsOurs && (client.AsksForLogin || e.Kind is RegistryErrorKind.Unauthorized or RegistryErrorKind.Forbidden))
            {
                // what others may not see says nothing of what we may
            }
        }

        return await _looks.RunAsync(KeyOf(client, reference, await identify()), since, look, cancellationToken);
    }

    /// <summary>What was seen since then by somebody who may see the same; null if nobody has looked.</summary>
    /// <inheritdoc cref="SeeAsync"/>
    public async ValueTask<SeenTag?> FindAsync(RegistryClient client, string reference, DateTimeOffset since, Func<ValueTask<string>> identify) =>
        client.AsksForLogin ? _looks.Find(KeyOf(client, reference, await identify()), since)
        : _looks.Find(KeyOf(client, reference, CredentialIdentity.Nobody), since) is { IsPublic: true } seen ? seen
        : null;

    /// <summary>Has everybody who may see the same know of what was just seen.</summary>
    /// <inheritdoc cref="SeeAsync"/>
    public async ValueTask PutAsync(RegistryClient client, string reference, SeenTag seen, Func<ValueTask<string>> identify)
    {
        var isPublic = !client.AsksForLogin;
        _looks.Put(KeyOf(client, reference, isPublic ? CredentialIdentity.Nobody : await identify()), seen with { IsPublic = isPublic });
    }

    private static Key KeyOf(RegistryClient client, string reference, string identity) => new(client.Repository, client.IsInsecure, reference, identity);

    /// <summary>A look at a repository of which it is not known whether it asks for a login. If it does, what was seen is for those alone who would log in the same.</summary>
    private sealed class FirstLook(SharedLooks owner, RegistryClient client, string reference, Func<ValueTask<string>> identify, Func<SeenTag?, Task<SeenTag>> look)
    {
        public bool IsOurs { get; private set; }

        public async Task<SeenTag> RunAsync(SeenTag? previous)
        {
            IsOurs = true;
            var seen = await look(previous);
            if (!client.AsksForLogin)
            {
                return seen with { IsPublic = true };
            }

            owner._looks.Put(KeyOf(client, reference, await identify()), seen);
            return seen with { IsPublic = false };
        }
    }

    private readonly record struct Key(RepositoryName Repository, bool Insecure, string Reference, string Identity);
}
