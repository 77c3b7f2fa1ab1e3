namespace ImageStreams.Entities;

/// <summary>What came of a repository.</summary>
public sealed record RepositoryImportStatus
{
    /// <summary>Whether the repository was imported, and if not, why.</summary>
    public Status? Status { get; init; }

    /// <summary>What came of each of its images.</summary>
    public IReadOnlyList<ImageImportStatus>? Images { get; init; }

    /// <summary>Tags of the repository that were not imported, since there are too many.</summary>
    public IReadOnlyList<string>? AdditionalTags { get; init; }
}
