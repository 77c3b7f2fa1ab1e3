namespace ImageStreams.Entities;

/// <summary>What an image stream holds.</summary>
public sealed record ImageStreamStatus
{
    /// <summary>The stream as a repository of the integrated registry, or the repository that it follows.</summary>
    [AlwaysServed]
    public string? DockerImageRepository { get; init; }

    /// <summary>The stream as a repository of the integrated registry, as it is reached from outside the cluster.</summary>
    public string? PublicDockerImageRepository { get; init; }

    /// <summary>The tags, and which images each meant over time.</summary>
    [ListMap("tag")]
    public IReadOnlyList<NamedTagEventList>? Tags { get; init; }
}
