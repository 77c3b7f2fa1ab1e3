namespace ImageStreams.Images;

/// <summary>Why the tags of a stream stand where they stand.</summary>
public sealed record StreamExplanation
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required long Generation { get; init; }

    /// <summary>The time that the explanation is for.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The repository whose tags the stream takes; null for none.</summary>
    public RepositoryExplanation? Repository { get; init; }

    /// <summary>Annotations that are not followed.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyList<TagExplanation> Tags { get; init; }
}
