namespace ImageStreams.Entities;

/// <summary>What an import request asks for.</summary>
public sealed record ImageStreamImportSpec
{
    /// <summary>Whether the results are written to the stream; otherwise they are only shown.</summary>
    [Required]
    public bool? Import { get; init; }

    /// <summary>A repository whose tags are imported.</summary>
    public RepositoryImportSpec? Repository { get; init; }

    /// <summary>Single images.</summary>
    public IReadOnlyList<ImageImportSpec>? Images { get; init; }
}
