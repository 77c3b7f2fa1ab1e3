using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>A whole repository to import.</summary>
public sealed record RepositoryRequest
{
    /// <summary>The repository as the user wrote it.</summary>
    public required string From { get; init; }

    /// <summary>Which of its tags are wanted. Default all.</summary>
    public TagFilter Filter { get; init; } = TagFilter.None;

    /// <summary>The tags that have been imported from it before.</summary>
    public IReadOnlySet<string> Imported { get; init; } = new HashSet<string>();

    /// <summary>Whether the wanted tags beyond the limit are to be named.</summary>
    public bool NamesOthers { get; init; }

    /// <summary>Whether the user accepts an untrusted certificate, or no TLS at all.</summary>
    public bool Insecure { get; init; }

    /// <inheritdoc cref="ImageRequest.ImportMode"/>
    public required string ImportMode { get; init; }

    /// <inheritdoc cref="ImageRequest.Platform"/>
    public required PlatformPreference Platform { get; init; }

    /// <inheritdoc cref="ImageRequest.IncludeManifest"/>
    public bool IncludeManifest { get; init; }
}
