using System.Collections.Concurrent;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>What the import controller remembers. Everything can be lost: it is rebuilt from the streams (docs/spec/imports.md#retries).</summary>
internal sealed class StreamMemories(TimeProvider time)
{
    private readonly ConcurrentDictionary<NamespacedName, StreamMemory> _streams = new();
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

        return _streams[key] = new StreamMemory(uid, _since);
    }

    public void Forget(NamespacedName key) => _streams.TryRemove(key, out _);
}
