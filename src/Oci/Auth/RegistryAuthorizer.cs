using System.Collections.Concurrent;

namespace ImageStreams.Oci;

/// <summary>Answers the challenges of one repository's registry, and remembers what was accepted.</summary>
internal sealed class RegistryAuthorizer(RegistryTransport transport, RepositoryName repository, RegistryAccess access)
{
    private readonly ConcurrentDictionary<string, Authorization> _accepted = new(StringComparer.Ordinal);

    /// <summary>What the registry took last time for this scope; null at first, and for registries that ask for nothing.</summary>
    public Authorization? Find(string scope) => _accepted.GetValueOrDefault(scope);

    public void Accept(string scope, Authorization authorization) => _accepted[scope] = authorization;

    /// <summary>Drops what the registry no longer takes.</summary>
    public void Reject(string scope, Authorization? authorization)
    {
        _accepted.TryRemove(scope, out _);
        if (authorization?.TokenKey is { } key)
        {
            transport.Tokens.Forget(key);
        }
    }

    /// <summary>
    /// The credentials to try in turn, then null, which is to come without any; what was refused last time comes at the very end. To look for
    /// them takes no time of the request's.
    /// </summary>
    public async IAsyncEnumerable<RegistryCredential?> CandidatesAsync(Deadline deadline)
    {
        var tried = new HashSet<RegistryCredential>();
        var refused = new List<RegistryCredential?>();
        foreach (var keychain in (IKeychain[])[access.Keychain, access.Fallback])
        {
            foreach (var credential in (await deadline.SuspendAsync(ct => keychain.FindAsync(repository, ct))).Where(tried.Add))
            {
                if (transport.Logins.IsRefused(repository, credential))
                {
                    refused.Add(credential);
                }
                else
                {
                    yield return credential;
                }
            }
        }

        if (refused.Count == 0 || !transport.Logins.IsRefused(repository, null))
        {
            yield return null;
        }
        else
        {
            refused.Add(null);
        }

        foreach (var credential in refused)
        {
            yield return credential;
        }
    }

    /// <summary>Whether the answer for this credential would come from the cache.</summary>
    public bool IsCached(Challenge challenge, RegistryCredential? credential, string scope) =>
        challenge.IsBearer
        && credential is not { RegistryToken.Length: > 0 }
        && transport.Tokens.Has(KeyFor(challenge, credential, scope));

    /// <summary>What to send for this credential, or null if it does not fit the challenge.</summary>
    public async Task<Authorization?> AuthorizeAsync(
        Challenge challenge, RegistryCredential? credential, string scope, CancellationToken cancellationToken)
    {
        if (credential is { RegistryToken.Length: > 0 })
        {
            return Authorization.Bearer(credential.RegistryToken);
        }

        if (challenge.IsBearer)
        {
            return await transport.Tokens.AuthorizeAsync(KeyFor(challenge, credential, scope), access.Insecure, cancellationToken);
        }

        return challenge.IsBasic && credential is { Username.Length: > 0 } ? Authorization.Basic(credential) : null;
    }

    // The scope is ours, never the challenge's: a registry could ask for a token of somebody else's repository.
    private TokenKey KeyFor(Challenge challenge, RegistryCredential? credential, string scope)
    {
        var refusal = RealmRule.Check(challenge.Realm, repository, access.Insecure, transport.Options, out var realm);
        return refusal is null
            ? new TokenKey(repository.Registry, realm!, challenge.Service, scope, credential)
            : throw new RegistryException(
                RegistryErrorKind.Unauthorized,
                $"the token service that {repository.Registry} names, {Printable.Excerpt(Shown(realm))}, {refusal}",
                null);
    }

    private static string Shown(Uri? realm) => realm is null ? "an unreadable one" : realm.GetLeftPart(UriPartial.Path).Replace($"{realm.UserInfo}@", "", StringComparison.Ordinal);
}
