using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>What a repository holds: the tags to import, and those beyond the limit.</summary>
public sealed record RepositoryResult
{
    /// <summary>The tags to import, the most important first, each with the request that imports it.</summary>
    public IReadOnlyList<RepositoryTag> Tags { get; init; } = [];

    /// <summary>The names of the tags beyond the limit.</summary>
    public IReadOnlyList<string> AdditionalTags { get; init; } = [];

    /// <summary>Why the tags could not be listed; null when they could.</summary>
    public ImportFailure? Failure { get; init; }
}
