namespace ImageStreams.Entities;

/// <summary>What an image stream should follow.</summary>
public sealed record ImageStreamSpec
{
    /// <summary>Whether workloads of the namespace may name the stream in place of an image.</summary>
    public ImageLookupPolicy? LookupPolicy { get; init; }

    /// <summary>A repository of another registry, all of whose tags are imported.</summary>
    public string? DockerImageRepository { get; init; }

    /// <summary>The tags, and where each comes from.</summary>
    [ListMap("name")]
    public IReadOnlyList<TagReference>? Tags { get; init; }
}
