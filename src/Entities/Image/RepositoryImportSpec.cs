namespace ImageStreams.Entities;

/// <summary>A repository to import.</summary>
public sealed record RepositoryImportSpec
{
    /// <summary>The repository: a <c>DockerImage</c> without tag or digest.</summary>
    [Required]
    public ObjectReference? From { get; init; }

    /// <summary>How its images are imported.</summary>
    public TagImportPolicy? ImportPolicy { get; init; }

    /// <summary>Which pull spec others get for its tags.</summary>
    public TagReferencePolicy? ReferencePolicy { get; init; }

    /// <summary>Whether the answer contains the manifests and the configurations of the images.</summary>
    public bool? IncludeManifest { get; init; }
}
