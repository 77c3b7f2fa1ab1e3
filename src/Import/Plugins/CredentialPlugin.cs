using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>One credential plugin and its answers: they are kept as long as they hold, and of several that need the same one asks.</summary>
internal sealed class CredentialPlugin(CredentialProvider provider, TimeProvider time, Action<CredentialPluginException> failed, CancellationToken lifetime)
{
    /// <summary>For how long a plugin that failed is not asked the same again: it may have taken its minute, and others wait.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    private const int MaxKept = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lazy<Task<PluginAnswer>>> _questions = new(StringComparer.Ordinal);

    // For what the answers are good is known when there was one.
    private string _keyType = CacheKeyTypes.Registry;

    public CredentialProvider Provider => provider;

    public bool IsFor(RepositoryName repository) => provider.MatchImages.Any(m => m.Matches(repository));

    /// <exception cref="CredentialPluginException">The plugin failed, now or a moment ago.</exception>
    public async Task<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        while (true)
        {
            Lazy<Task<PluginAnswer>> question;
            bool isOurs;
            lock (_lock)
            {
                if (FindKept(repository) is { } kept)
                {
                    return (kept.Answer ?? throw kept.Failure!).Find(repository);
                }

                var key = KeyOf(_keyType, repository);
                isOurs = !_questions.TryGetValue(key, out question!);
                if (isOurs)
                {
                    _questions[key] = question = new Lazy<Task<PluginAnswer>>(() => AskAsync(key, repository));
                }
            }

            var answer = await question.Value.WaitAsync(cancellationToken);
            if (isOurs || answer.IsFor(repository))
            {
                return answer.Find(repository);
            }
        }
    }

    /// <summary>Why it has just failed for a repository; null when it has not.</summary>
    public string? FindFailure(RepositoryName repository)
    {
        lock (_lock)
        {
            return FindKept(repository)?.Failure?.Message;
        }
    }

    public static string KeyOf(string keyType, RepositoryName repository) => keyType switch
    {
        CacheKeyTypes.Image => $"image {repository}",
        CacheKeyTypes.Registry => $"registry {repository.Registry}",
        _ => "global",
    };

    private async Task<PluginAnswer> AskAsync(string question, RepositoryName repository)
    {
        try
        {
            using var process = new PluginProcess(provider, time);
            var request = new CredentialProviderRequest(provider.ApiVersion, nameof(CredentialProviderRequest), repository.ToString());
            var output = await process.RunAsync(
                JsonSerializer.SerializeToUtf8Bytes(request, CredentialPluginJsonContext.Default.CredentialProviderRequest), lifetime);
            var answer = PluginAnswer.Parse(output, provider, repository);
            Keep(answer.Key, new Kept(answer, null, time.GetUtcNow() + answer.CacheDuration), answer.CacheKeyType);
            return answer;
        }
        catch (CredentialPluginException e)
        {
            Keep(question, new Kept(null, e, time.GetUtcNow() + FailurePause), _keyType);
            failed(e);
            throw;
        }
        finally
        {
            lock (_lock)
            {
                _questions.Remove(question);
            }
        }
    }

    private void Keep(string key, Kept kept, string keyType)
    {
        lock (_lock)
        {
            _keyType = keyType;
            if (_kept.Count >= MaxKept)
            {
                _kept.OrderBy(k => k.Value.Until).Take(MaxKept / 2).Select(k => k.Key).ToList().ForEach(k => _kept.Remove(k));
            }

            _kept[key] = kept;
        }
    }

    private Kept? FindKept(RepositoryName repository)
    {
        var now = time.GetUtcNow();
        foreach (var type in (string[])[CacheKeyTypes.Image, CacheKeyTypes.Registry, CacheKeyTypes.Global])
        {
            if (_kept.TryGetValue(KeyOf(type, repository), out var kept) && kept.Until > now)
            {
                return kept;
            }
        }

        return null;
    }

    /// <summary>An answer, or why there is none.</summary>
    private sealed record Kept(PluginAnswer? Answer, CredentialPluginException? Failure, DateTimeOffset Until);
}
