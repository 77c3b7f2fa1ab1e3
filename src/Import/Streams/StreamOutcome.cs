using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>What became of a <see cref="StreamWork"/>.</summary>
public sealed record StreamOutcome
{
    /// <summary>The stream as it was last read or written; null when it is gone.</summary>
    public ImageStream? Stream { get; init; }

    /// <summary>Versions of the stream that were overtaken on the way: a cache that still holds one is late.</summary>
    public IReadOnlySet<string> Overtaken { get; init; } = new HashSet<string>();

    /// <summary>The tags that were tried.</summary>
    public IReadOnlyList<string> Attempted { get; init; } = [];

    /// <summary>Whether the repository was tried.</summary>
    public bool RepositoryAttempted { get; init; }

    /// <summary>How many of the attempts failed.</summary>
    public int Failed { get; init; }

    /// <summary>Whether something was put off because others were waiting for the same registry.</summary>
    public bool Deferred { get; init; }

    /// <summary>News about tags.</summary>
    public IReadOnlyList<TagChange> Changes { get; init; } = [];

    /// <summary>Why the repository was not imported, if that is news.</summary>
    public ImportFailure? RepositoryNews { get; init; }

    /// <summary>Images of platforms that are missing, by tag.</summary>
    public IReadOnlyList<KeyValuePair<string, PlatformFailure>> PlatformFailures { get; init; } = [];

    /// <summary>How many attestations were left out of the lists that tags came from, by tag.</summary>
    public IReadOnlyDictionary<string, int> Attestations { get; init; } = new Dictionary<string, int>();

    /// <summary>Credentials that could not be used.</summary>
    public IReadOnlyList<IgnoredCredentials> Ignored { get; init; } = [];

    /// <summary>What ended the run early, after the results so far had been written; null when nothing did.</summary>
    public Exception? Error { get; init; }
}
