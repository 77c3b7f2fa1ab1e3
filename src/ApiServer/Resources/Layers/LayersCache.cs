using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>Answers by stream, as many as fit; who was not asked for longest goes first.</summary>
/// <param name="capacity">In bytes, the compressed form counted like the plain one.</param>
internal sealed class LayersCache(long capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StreamKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _size;

    /// <summary>How many bytes are held.</summary>
    public long Size
    {
        get
        {
            lock (_lock)
            {
                return _size;
            }
        }
    }

    public LayersAnswer? Find(StreamKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Answer;
        }
    }

    public void Set(StreamKey key, LayersAnswer answer)
    {
        lock (_lock)
        {
            Drop(key);
            _entries[key] = _byUse.AddFirst(new Entry(key, answer, SizeOf(answer)));
            _size += SizeOf(answer);
            while (_size > capacity && _byUse.Last is { } last)
            {
                Drop(last.Value.Key);
            }
        }
    }

    public void Remove(StreamKey key)
    {
        lock (_lock)
        {
            Drop(key);
        }
    }

    private static long SizeOf(LayersAnswer answer) => 2 * answer.Document.Length;

    private void Drop(StreamKey key)
    {
        if (_entries.Remove(key, out var node))
        {
            _byUse.Remove(node);
            _size -= node.Value.Size;
        }
    }

    private readonly record struct Entry(StreamKey Key, LayersAnswer Answer, long Size);
}
