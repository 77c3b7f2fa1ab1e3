using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.Operator;

/// <summary>What the import controller remembers of one stream; one worker at a time has it.</summary>
internal sealed class StreamMemory(string? uid, DateTimeOffset since, long credentials)
{
    private readonly Dictionary<string, DateTimeOffset> _attempts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private DateTimeOffset? _repositoryAttempt;
    private long _credentials = credentials;
    private HashSet<string> _overtaken = [];
    private ImageStream? _latest;

    /// <summary>Which stream this is about: another one of its name is another one.</summary>
    public string? Uid => uid;

    /// <summary>What there is to know of earlier attempts, given how often the pull secrets have changed by now.</summary>
    public ImportMemory Recall(long credentials) => new()
    {
        Since = since,
        Attempts = new Dictionary<string, DateTimeOffset>(_attempts, StringComparer.Ordinal),
        RepositoryAttempt = _repositoryAttempt,
        CredentialsChanged = credentials > _credentials,
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
    /// <param name="credentials">How often the pull secrets had changed when it began.</param>
    /// <param name="now">The time.</param>
    public void Note(StreamOutcome outcome, long credentials, DateTimeOffset now)
    {
        foreach (var tag in outcome.Attempted)
        {
            _attempts[tag] = now;
        }

        _credentials = outcome.Deferred ? _credentials : credentials; // what was put off has not seen them
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
