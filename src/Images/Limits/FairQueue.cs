namespace ImageStreams.Images;

/// <summary>
/// A queue in which groups take turns, so that one with many items delays one with few by no more than an item each. Within a group
/// what is urgent comes first (docs/spec/importing.md#fairness).
/// </summary>
public sealed class FairQueue<T>
{
    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly Queue<Group> _turns = new();

    public int Count { get; private set; }

    public void Enqueue(string group, bool isUrgent, T item)
    {
        if (!_groups.TryGetValue(group, out var items))
        {
            _groups[group] = items = new Group(group);
            _turns.Enqueue(items);
        }

        (isUrgent ? items.Urgent : items.Other).Enqueue(item);
        Count++;
    }

    /// <summary>Takes the next item of the group whose turn it is.</summary>
    public bool TryDequeue(out T item)
    {
        if (!_turns.TryDequeue(out var group))
        {
            item = default!;
            return false;
        }

        item = group.Urgent.Count > 0 ? group.Urgent.Dequeue() : group.Other.Dequeue();
        Count--;
        if (group.Urgent.Count + group.Other.Count > 0)
        {
            _turns.Enqueue(group);
        }
        else
        {
            _groups.Remove(group.Name);
        }

        return true;
    }

    private sealed class Group(string name)
    {
        public string Name { get; } = name;

        public Queue<T> Urgent { get; } = new();

        public Queue<T> Other { get; } = new();
    }
}
