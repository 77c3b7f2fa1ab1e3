namespace ImageStreams.Import;

/// <summary>What came of an <see cref="ImportJob"/>.</summary>
/// <param name="Images">The single images, in the order of the job.</param>
/// <param name="Repository">What the repository holds; null when none was asked for.</param>
/// <param name="RepositoryImages">The images of the repository's tags to import, in their order.</param>
public sealed record ImportJobResult(
    IReadOnlyList<ImageResult> Images, RepositoryResult? Repository, IReadOnlyList<ImageResult> RepositoryImages);
