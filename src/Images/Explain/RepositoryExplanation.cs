namespace ImageStreams.Images;

/// <summary>Where the import of a stream's repository stands.</summary>
public sealed record RepositoryExplanation
{
    /// <summary>The repository as the stream names it.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="TagStates"/>: <c>Imported</c>, <c>Waiting</c> or <c>Failing</c>.</summary>
    public required string State { get; init; }

    /// <summary>When an import last wrote to the stream; null when none has.</summary>
    public DateTimeOffset? Imported { get; init; }

    public FailureExplanation? Failure { get; init; }

    /// <summary>When new tags are looked for next; null when nobody does.</summary>
    public DateTimeOffset? NextCheck { get; init; }

    /// <summary>For people, the most important first.</summary>
    public required IReadOnlyList<string> Why { get; init; }
}
