using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>A status under change: many tags are touched, lists are built once, and an untouched status comes back as it was.</summary>
internal sealed class StatusDraft
{
    private readonly ImageStreamStatus _original;
    private readonly int _limit;
    private readonly Dictionary<string, NamedTagEventList> _tags = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private bool _changed;

    public StatusDraft(ImageStreamStatus? status, int limit)
    {
        _original = status ?? new ImageStreamStatus();
        _limit = limit;
        foreach (var list in _original.Tags ?? [])
        {
            var tag = list.Tag ?? "";
            if (!_tags.ContainsKey(tag))
            {
                _order.Add(tag);
            }

            _tags[tag] = list;
        }
    }

    public IEnumerable<NamedTagEventList> Tags => _order.Where(_tags.ContainsKey).Select(t => _tags[t]);

    public NamedTagEventList? Find(string tag) => _tags.GetValueOrDefault(tag);

    /// <summary>Returns whether the tag changed.</summary>
    public bool Push(string tag, TagEvent next) => Set(tag, GetOrNew(tag).Push(next, _limit));

    public void ClearConditions(string tag)
    {
        if (Find(tag) is { Conditions.Count: > 0 } list)
        {
            Set(tag, list with { Conditions = null });
        }
    }

    /// <summary>Makes <paramref name="condition"/> the tag's only one; the history stays, so the last good image stays usable.</summary>
    public void SetCondition(string tag, TagEventCondition condition)
    {
        var list = GetOrNew(tag);
        if (list.Conditions is not [var only] || only != condition)
        {
            Set(tag, list with { Conditions = [condition] });
        }
    }

    /// <summary>The stream with this status; the same instance when nothing changed.</summary>
    public ImageStream ApplyTo(ImageStream stream) => _changed ? stream with { Status = ToStatus() } : stream;

    public ImageStreamStatus ToStatus() => _changed ? _original with { Tags = [.. Tags] } : _original;

    private NamedTagEventList GetOrNew(string tag) => Find(tag) ?? new NamedTagEventList { Tag = tag };

    private bool Set(string tag, NamedTagEventList list)
    {
        if (_tags.TryGetValue(tag, out var current) && ReferenceEquals(current, list))
        {
            return false;
        }

        if (current is null)
        {
            _order.Add(tag);
        }

        _tags[tag] = list;
        _changed = true;
        return true;
    }
}
