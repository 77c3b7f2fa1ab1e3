using System.Collections.Concurrent;

namespace ImageStreams.Oci;

/// <summary>
/// Remembers how repositories want callers to log in, and which credentials they did not take, so that a known repository is asked once
/// and not first to be told how (docs/spec/registries.md#a-request). Whatever is remembered is only a hint: it may be lost, or wrong.
/// </summary>
internal sealed class LoginMemory
{
    private const int MaxEntries = 10_000;

    private readonly ConcurrentDictionary<(RepositoryName Repository, bool Insecure), Challenge> _challenges = new();
    private readonly ConcurrentDictionary<(RepositoryName Repository, RegistryCredential? Credential), bool> _refused = new();

    /// <summary>What the repository asked for last time; null if it is not known to ask for a login.</summary>
    public Challenge? Find(RepositoryName repository, bool insecure) => _challenges.GetValueOrDefault((repository, insecure));

    public void Add(RepositoryName repository, bool insecure, Challenge challenge)
    {
        Trim(_challenges);
        _challenges[(repository, insecure)] = challenge;
    }

    public void Forget(RepositoryName repository, bool insecure) => _challenges.TryRemove((repository, insecure), out _);

    /// <summary>Whether the credential, or none, was refused last time: others are tried first.</summary>
    public bool IsRefused(RepositoryName repository, RegistryCredential? credential) => _refused.ContainsKey((repository, credential));

    public void Refused(RepositoryName repository, RegistryCredential? credential)
    {
        Trim(_refused);
        _refused[(repository, credential)] = true;
    }

    public void Accepted(RepositoryName repository, RegistryCredential? credential) => _refused.TryRemove((repository, credential), out _);

    private static void Trim<TKey, TValue>(ConcurrentDictionary<TKey, TValue> entries)
        where TKey : notnull
    {
        if (entries.Count >= MaxEntries)
        {
            entries.Clear();
        }
    }
}
