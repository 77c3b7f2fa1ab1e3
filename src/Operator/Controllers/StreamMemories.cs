using System.Collections.Concurrent;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>What the import controller remembers. Everything can be lost: it is rebuilt from the streams (docs/spec/imports.md#retries).</summary>
internal sealed class StreamMemories(TimeProvider time)
{
    private readonly ConcurrentDictionary<NamespacedName, StreamMemory> _streams = new();
    private readonly ConcurrentDictionary<string, long> _credentials = new(StringComparer.Ordinal);
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

        return _streams[key] = new StreamMemory(uid, _since, CredentialsOf(key.Namespace));
    }

    /// <summary>How often the pull secrets of a namespace have changed since the process began.</summary>
    public long CredentialsOf(string ns) => _credentials.GetValueOrDefault(ns);

    public void CredentialsChanged(string ns) => _credentials.AddOrUpdate(ns, 1, static (_, changes) => changes + 1);

    public void Forget(NamespacedName key) => _streams.TryRemove(key, out _);
}
