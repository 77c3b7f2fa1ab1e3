using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.Operator;

/// <summary>What the import controller remembers of one stream; one worker at a time has it.</summary>
internal sealed class StreamMemory(string? uid, DateTimeOffset since, StreamSignals signals)
{
    private readonly Dictionary<string, DateTimeOffset> _attempts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private DateTimeOffset? _repositoryAttempt;
    private StreamSignals _seen = signals;
    private HashSet<string> _overtaken = [];
    private ImageStream? _latest;

    /// <summary>Which stream this is about: another one of its name is another one.</summary>
    public string? Uid => uid;

    /// <summary>How much had happened at the last attempt.</summary>
    public StreamSignals Seen => _seen;

    /// <summary>What there is to know of earlier attempts, given what has happened by now.</summary>
    public ImportMemory Recall(StreamSignals signals) => new()
    {
        Since = since,
        Attempts = new Dictionary<string, DateTimeOffset>(_attempts, StringComparer.Ordinal),
        RepositoryAttempt = _repositoryAttempt,
        CredentialsChanged = signals.Credentials > _seen.Credentials,
        SettingsChanged = signals.Settings > _seen.Settings,
    };

    /// <summary>The stream as we know it: a cache that still holds a version which we have overtaken ourselves is late.</summary>
    public ImageStream Latest(ImageStream cached)
    {
        if (_latest is not null && _overtaken.Contains(cached.Metadata?.ResourceVersion ?? ""))
        {
            return _latest;
        }

        (_latest, _overtaken) = (null, []);
        return cached;
    }

    /// <param name="outcome">What became of an attempt.</param>
    /// <param name="signals">What had happened when it began.</param>
    /// <param name="now">The time.</param>
    public void Note(StreamOutcome outcome, StreamSignals signals, DateTimeOffset now)
    {
        foreach (var tag in outcome.Attempted)
        {
            _attempts[tag] = now;
        }

        _seen = outcome.Deferred ? _seen : signals; // what was put off has not seen it
        _repositoryAttempt = outcome.RepositoryAttempted ? now : _repositoryAttempt;
        (_latest, _overtaken) = (outcome.Stream, [.. outcome.Overtaken]);
        Prune(outcome.Stream);
    }

    /// <summary>Of what there is to tell, what is new since the last time this was asked for the kind.</summary>
    public IReadOnlyList<string> News(string kind, IEnumerable<string> texts)
    {
        var current = texts.Select(t => $"{kind} {t}").ToHashSet(StringComparer.Ordinal);
        _told.RemoveWhere(t => t.StartsWith($"{kind} ", StringComparison.Ordinal) && !current.Contains(t));
        return [.. current.Where(_told.Add).Select(t => t[(kind.Length + 1)..])];
    }

    // Tags come and go; what is remembered must not outgrow the stream.
    private void Prune(ImageStream? stream)
    {
        var tags = stream?.SpecTags.Select(t => t.Name ?? "").ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var gone in _attempts.Keys.Where(t => !tags.Contains(t)).ToList())
        {
            _attempts.Remove(gone);
        }
    }
}
