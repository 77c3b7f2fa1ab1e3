using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>
/// Puts what comes in the order of the stored names into that of the served ones (docs/spec/api.md#order). Held back are only objects
/// whose name is stored with an escape, and each only until nothing can come any more that is served before it.
/// </summary>
internal sealed class ServedOrder<T>
{
    /// <summary>Beyond this the order is given up, not the memory.</summary>
    public const int MaxHeldBytes = 4 << 20;

    private readonly PriorityQueue<(T Item, int Size), string> _held = new(StringComparer.Ordinal);
    private long _heldBytes;

    /// <summary>What can go out now that the next one has come.</summary>
    /// <param name="metadata">Its served metadata.</param>
    /// <param name="item">The next one.</param>
    /// <param name="size">How much it takes to hold it back.</param>
    public IEnumerable<T> Take(ObjectMeta? metadata, T item, int size)
    {
        var prefix = $"{metadata?.Namespace}/";
        var name = metadata?.Name ?? "";
        var escape = StoredNames.IndexOfEscape(name);
        if (escape < 0)
        {
            // An escape is stored before every plain character, so what comes later is also served later.
            return [.. Before(prefix + name), item];
        }

        _held.Enqueue((item, size), prefix + name);
        _heldBytes += size;
        return Before(string.Concat(prefix, name.AsSpan(0, escape)));
    }

    /// <summary>What is still held back; nothing comes any more.</summary>
    public IEnumerable<T> Rest()
    {
        while (_held.Count > 0)
        {
            yield return Release();
        }
    }

    private IEnumerable<T> Before(string key)
    {
        while (_held.TryPeek(out _, out var first) && (_heldBytes > MaxHeldBytes || string.CompareOrdinal(first, key) < 0))
        {
            yield return Release();
        }
    }

    private T Release()
    {
        var (item, size) = _held.Dequeue();
        _heldBytes -= size;
        return item;
    }
}
