using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>An answer of a credential plugin, checked.</summary>
internal sealed class PluginAnswer
{
    private readonly DockerConfigKeychain _logins;

    private PluginAnswer(string cacheKeyType, string key, TimeSpan cacheDuration, DockerConfigKeychain logins) =>
        (CacheKeyType, Key, CacheDuration, _logins) = (cacheKeyType, key, cacheDuration, logins);

    /// <summary>What it is kept under.</summary>
    public string Key { get; }

    /// <summary>One of <see cref="CacheKeyTypes"/>.</summary>
    public string CacheKeyType { get; }

    public TimeSpan CacheDuration { get; }

    /// <exception cref="CredentialPluginException">The output is no answer to our request.</exception>
    public static PluginAnswer Parse(ReadOnlySpan<byte> output, CredentialProvider provider, RepositoryName repository)
    {
        var response = Read(output, provider);
        if (response.Kind != "CredentialProviderResponse" || response.ApiVersion != provider.ApiVersion)
        {
            throw new CredentialPluginException(provider, $"answered with something else than a CredentialProviderResponse of {provider.ApiVersion}");
        }

        if (response.CacheKeyType is not (CacheKeyTypes.Image or CacheKeyTypes.Registry or CacheKeyTypes.Global))
        {
            throw new CredentialPluginException(provider, "answered without a cacheKeyType of Image, Registry or Global");
        }

        var duration = provider.DefaultCacheDuration;
        if (response.CacheDuration is not null && !GoDuration.TryParse(response.CacheDuration, out duration))
        {
            throw new CredentialPluginException(provider, "answered with a cacheDuration that is none");
        }

        var key = CredentialPlugin.KeyOf(response.CacheKeyType, repository);
        return new PluginAnswer(response.CacheKeyType, key, duration, new DockerConfigKeychain(EntriesOf(response)));
    }

    /// <summary>Whether it answers the question for another repository too.</summary>
    public bool IsFor(RepositoryName repository) => Key == CredentialPlugin.KeyOf(CacheKeyType, repository);

    public IReadOnlyList<RegistryCredential> Find(RepositoryName repository) => _logins.Find(repository);

    private static CredentialProviderResponse Read(ReadOnlySpan<byte> output, CredentialProvider provider)
    {
        try
        {
            if (JsonSerializer.Deserialize(output, CredentialPluginJsonContext.Default.CredentialProviderResponse) is { } response)
            {
                return response;
            }
        }
        catch (JsonException)
        {
            // told below: the parser's own words quote what it read
        }

        throw new CredentialPluginException(provider, "answered with what is no CredentialProviderResponse in JSON");
    }

    private static IEnumerable<DockerConfigEntry> EntriesOf(CredentialProviderResponse response)
    {
        foreach (var (text, login) in response.Auth ?? new Dictionary<string, CredentialProviderLogin?>())
        {
            if (CredentialKey.TryParse(text, out var key) && login is { Username.Length: > 0 })
            {
                yield return new DockerConfigEntry(key, new RegistryCredential { Username = login.Username, Password = login.Password ?? "" });
            }
        }
    }
}
