using System.Collections.Concurrent;

namespace ImageStreams.Import;

/// <summary>Remembers which registries asked which namespaces to stay away, and until when: asking again would make it worse.</summary>
/// <remarks>By namespace, because registries count by login.</remarks>
internal sealed class RegistryHolds(TimeProvider time)
{
    private const int MaxHolds = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Key, DateTimeOffset> _until = new();

    /// <summary>Until when nothing is asked; null when everything may be.</summary>
    public DateTimeOffset? Find(string ns, string registry)
    {
        var key = new Key(ns, registry);
        if (!_until.TryGetValue(key, out var until))
        {
            return null;
        }

        if (until > time.GetUtcNow())
        {
            return until;
        }

        _until.TryRemove(key, out _);
        return null;
    }

    public void Add(string ns, string registry, TimeSpan retryAfter)
    {
        if (_until.Count >= MaxHolds)
        {
            _until.Clear();
        }

        _until[new Key(ns, registry)] = time.GetUtcNow() + (retryAfter < Longest ? retryAfter : Longest);
    }

    private readonly record struct Key(string Namespace, string Registry);
}
