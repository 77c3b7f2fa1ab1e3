using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>One image of an import request that has a tag to go to, with what came of it.</summary>
public sealed record ImportEntry
{
    /// <summary>The tag that the image goes to.</summary>
    public required string Tag { get; init; }

    /// <summary>Where from, as the request says it; for an image of a repository the repository with the image's tag.</summary>
    public required string From { get; init; }

    public TagImportPolicy? ImportPolicy { get; init; }

    public TagReferencePolicy? ReferencePolicy { get; init; }

    /// <summary>Whether the image was found in a repository and not asked for by its name.</summary>
    public bool OfRepository { get; init; }

    /// <summary>Name of the image; null when the import failed.</summary>
    public string? Image { get; init; }

    /// <summary>Where the image is: a repository and a digest.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether there is neither image nor failure yet: the tag is written, and whoever imports due tags goes on.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Why there is no image; null when there is one.</summary>
    public ImportFailure? Failure { get; init; }
}
