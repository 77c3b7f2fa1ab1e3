namespace ImageStreams.Images;

/// <summary>Takes the tags of a repository as they come and keeps those to import: never more of them than are wanted.</summary>
/// <param name="filter">Which tags are wanted.</param>
/// <param name="limit">How many are imported; negative for all.</param>
/// <param name="keepsOthers">Whether those beyond the limit are to be named; they are then kept too.</param>
public sealed class TagSelection(TagFilter filter, int limit, bool keepsOthers)
{
    private readonly SortedSet<TagRank> _kept = new(filter.Order);
    private readonly int _capacity = Math.Min(filter.Newest ?? int.MaxValue, limit < 0 || keepsOthers ? int.MaxValue : limit);

    /// <summary>The tags to import, the most important first.</summary>
    public IReadOnlyList<string> Chosen => [.. _kept.Take(limit < 0 ? _kept.Count : limit).Select(r => r.Tag)];

    /// <summary>The wanted tags beyond the limit.</summary>
    public IReadOnlyList<string> Others => limit < 0 ? [] : [.. _kept.Skip(limit).Select(r => r.Tag)];

    /// <summary>How many tags are held.</summary>
    public int Count => _kept.Count;

    public void Add(string tag)
    {
        if (filter.Admit(tag) is not { } rank || (_kept.Count == _capacity && (_capacity == 0 || filter.Order.Compare(rank, _kept.Max) >= 0)))
        {
            return;
        }

        if (_kept.Add(rank) && _kept.Count > _capacity)
        {
            _kept.Remove(_kept.Max!);
        }
    }
}
