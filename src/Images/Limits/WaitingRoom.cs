namespace ImageStreams.Images;

/// <summary>
/// A few places, and a queue for them in which groups take turns. Whoever is called has a place kept for a while
/// (docs/spec/importing.md#fairness).
/// </summary>
public sealed class WaitingRoom<T>
    where T : notnull
{
    /// <summary>For how long the place of who was called is kept.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FairQueue<T> _queue = new();
    private readonly HashSet<T> _queued = [];
    private readonly HashSet<T> _inside = [];
    private readonly Dictionary<T, DateTimeOffset> _called = [];

    /// <summary>How many are inside.</summary>
    public int Inside => _inside.Count;

    /// <summary>How many want to come in.</summary>
    public int Waiting => _queued.Count + _called.Count;

    public bool IsEmpty => Inside + Waiting == 0;

    /// <summary>Lets somebody in who was called, or for whom there is a place that nobody waits for; others are queued.</summary>
    public bool TryEnter(T who, string group, int places, DateTimeOffset now)
    {
        Forget(now);
        if (_called.Remove(who) || (_queued.Count == 0 && _inside.Count + _called.Count < places && !_inside.Contains(who)))
        {
            return _inside.Add(who);
        }

        if (!_inside.Contains(who) && _queued.Add(who))
        {
            _queue.Enqueue(group, isUrgent: false, who);
        }

        return false;
    }

    public void Leave(T who) => _inside.Remove(who);

    /// <summary>Who may come in now; each is told once.</summary>
    public IReadOnlyList<T> Call(int places, DateTimeOffset now)
    {
        Forget(now);
        var called = new List<T>();
        while (_inside.Count + _called.Count < places && _queue.TryDequeue(out var next))
        {
            _queued.Remove(next);
            _called[next] = now;
            called.Add(next);
        }

        return called;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (who, at) in _called)
        {
            if (now - at >= Patience)
            {
                _called.Remove(who);
            }
        }
    }
}
