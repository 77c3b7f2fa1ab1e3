namespace ImageStreams.Images;

/// <summary>Why a tag stands where it stands.</summary>
public sealed record TagExplanation
{
    public required string Name { get; init; }

    /// <summary>One of <see cref="TagStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Where the image comes from, for people; null when nothing is imported.</summary>
    public string? Source { get; init; }

    /// <summary>The tag of the stream that this one follows.</summary>
    public string? Follows { get; init; }

    /// <summary>Name of the image; null when the tag has none.</summary>
    public string? Image { get; init; }

    /// <summary>What a pull gets.</summary>
    public string? PullSpec { get; init; }

    /// <summary>When the tag came to mean the image.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The generation of the newest event.</summary>
    public long? Generation { get; init; }

    /// <summary>The generation that an import would be for; null when nothing is imported.</summary>
    public long? Wanted { get; init; }

    /// <summary>The latest generation whose import succeeded or failed.</summary>
    public long? Observed { get; init; }

    public FailureExplanation? Failure { get; init; }

    /// <summary>How often the source is checked; null when it is not.</summary>
    public string? Interval { get; init; }

    /// <summary>When it is checked next.</summary>
    public DateTimeOffset? NextCheck { get; init; }

    /// <summary>For people, the most important first.</summary>
    public required IReadOnlyList<string> Why { get; init; }
}
