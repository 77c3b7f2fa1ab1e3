namespace ImageStreams.Images;

/// <summary>
/// What a process remembers of its attempts on one stream: successful checks and repeated failures leave no trace in the store.
/// </summary>
public sealed record ImportMemory
{
    /// <summary>Remembers nothing: whatever could ever have been missed is due.</summary>
    public static ImportMemory None { get; } = new() { Since = DateTimeOffset.MinValue };

    /// <summary>Since when the process remembers: what was due before is taken as done, so that a restart is no storm.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The latest attempt of each tag.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Attempts { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>The latest attempt of the whole repository.</summary>
    public DateTimeOffset? RepositoryAttempt { get; init; }

    /// <summary>Whether the pull secrets of the namespace have changed since the last attempts: a refused login may succeed now.</summary>
    public bool CredentialsChanged { get; init; }

    /// <summary>Whether the settings have changed since the last attempts: whatever failed may succeed now.</summary>
    public bool SettingsChanged { get; init; }

    /// <summary>When the pull secrets of the namespace last changed by their own word, be it before the process began; null if there are none.</summary>
    public DateTimeOffset? CredentialsChangedAt { get; init; }

    /// <summary>Registries that had failed and are back since the last attempts.</summary>
    public IReadOnlySet<string> Returned { get; init; } = new HashSet<string>();

    internal DateTimeOffset LastAttempt(string tag) => Attempts.TryGetValue(tag, out var attempt) ? attempt : Since;
}
