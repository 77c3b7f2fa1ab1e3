namespace ImageStreams.Entities;

/// <summary>What came of an import request.</summary>
public sealed record ImageStreamImportStatus
{
    /// <summary>The stream after the import; absent if nothing was to be written.</summary>
    public ImageStream? Import { get; init; }

    /// <summary>What came of the repository.</summary>
    public RepositoryImportStatus? Repository { get; init; }

    /// <summary>What came of each image, in the order of the request.</summary>
    public IReadOnlyList<ImageImportStatus>? Images { get; init; }
}
