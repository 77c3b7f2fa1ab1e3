using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>A whole repository to import.</summary>
public sealed record RepositoryRequest
{
    /// <summary>The repository as the user wrote it.</summary>
    public required string From { get; init; }

    /// <summary>Whether the user accepts an untrusted certificate, or no TLS at all.</summary>
    public bool Insecure { get; init; }

    /// <inheritdoc cref="ImageRequest.ImportMode"/>
    public required string ImportMode { get; init; }

    /// <inheritdoc cref="ImageRequest.Platform"/>
    public required PlatformPreference Platform { get; init; }

    /// <inheritdoc cref="ImageRequest.IncludeManifest"/>
    public bool IncludeManifest { get; init; }
}
