using ImageStreams.Images;

namespace ImageStreams.Operator;

/// <summary>The hints of the last while that have an id: registries repeat what they think was not heard, and others what they have overheard.</summary>
internal sealed class RecentHints(int capacity)
{
    private readonly HashSet<PushHint> _seen = [];
    private readonly Queue<PushHint> _order = new();

    /// <summary>Whether the hint is new; one without an id always is.</summary>
    public bool Add(PushHint hint)
    {
        if (hint.Id.Length == 0)
        {
            return true;
        }

        if (!_seen.Add(hint))
        {
            return false;
        }

        _order.Enqueue(hint);
        if (_order.Count > capacity)
        {
            _seen.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>Forgets a hint that could not be taken after all.</summary>
    public void Remove(PushHint hint) => _seen.Remove(hint);
}
