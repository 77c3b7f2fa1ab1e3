using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>What the import controller remembers. Everything can be lost: it is rebuilt from the streams (docs/spec/imports.md#retries).</summary>
internal sealed class StreamMemories(TimeProvider time)
{
    private const int MaxReturned = 1_000;

    private readonly ConcurrentDictionary<NamespacedName, StreamMemory> _streams = new();
    private readonly ConcurrentDictionary<string, long> _credentials = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _credentialsChangedAt = new(StringComparer.Ordinal);
    private volatile ImmutableDictionary<string, long> _returned = ImmutableDictionary<string, long>.Empty;
    private long _returns;
    private long _settings;
    private DateTimeOffset _since = time.GetUtcNow();

    /// <summary>Forgets everything: another process was at work meanwhile.</summary>
    public void Restart()
    {
        _streams.Clear();
        _since = time.GetUtcNow();
    }

    public StreamMemory Of(NamespacedName key, string? uid)
    {
        if (_streams.TryGetValue(key, out var memory) && memory.Uid == uid)
        {
            return memory;
        }

        return _streams[key] = new StreamMemory(uid, _since, SignalsOf(key.Namespace));
    }

    /// <summary>What has happened around the streams of a namespace since the process began.</summary>
    public StreamSignals SignalsOf(string ns) => new(
        _credentials.GetValueOrDefault(ns), Interlocked.Read(ref _returns), Interlocked.Read(ref _settings));

    public void CredentialsChanged(string ns) => _credentials.AddOrUpdate(ns, 1, static (_, changes) => changes + 1);

    /// <summary>A pull secret says when it was last changed, be it before the process began.</summary>
    public void CredentialsSeen(string ns, DateTimeOffset changed) =>
        _credentialsChangedAt.AddOrUpdate(ns, changed, (_, known) => changed > known ? changed : known);

    /// <summary>The settings have changed: mirrors, authorities, what is allowed.</summary>
    public void SettingsChanged() => Interlocked.Increment(ref _settings);

    /// <summary>A registry that had failed is back.</summary>
    public void RegistryReturned(string registry)
    {
        var known = _returned.Count < MaxReturned ? _returned : ImmutableDictionary<string, long>.Empty;
        _returned = known.SetItem(registry, Interlocked.Read(ref _returns) + 1);
        Interlocked.Increment(ref _returns);
    }

    /// <summary>All that there is to know of earlier attempts on a stream.</summary>
    /// <param name="memory">What is remembered of the stream itself.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="signals">What has happened by now.</param>
    public ImportMemory Recall(StreamMemory memory, string ns, StreamSignals signals) => memory.Recall(signals) with
    {
        CredentialsChangedAt = _credentialsChangedAt.TryGetValue(ns, out var changed) ? changed : null,
        Returned = _returned.Where(r => r.Value > memory.Seen.Returns).Select(r => r.Key).ToHashSet(StringComparer.Ordinal),
    };

    public void Forget(NamespacedName key) => _streams.TryRemove(key, out _);
}
