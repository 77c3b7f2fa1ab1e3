using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>What came of an <see cref="ImageRequest"/>: an image, or the reason why there is none.</summary>
public sealed record ImageResult
{
    /// <summary>What was asked for.</summary>
    public required ImageRequest Request { get; init; }

    /// <summary>Name of the image; null when the import failed.</summary>
    public string? Image { get; init; }

    /// <summary>Where the image is: the repository as the user wrote it, and the digest.</summary>
    public string? Reference { get; init; }

    /// <summary>What was fetched, with manifest and configuration: images of platforms first, the image itself last. Empty when the cluster knew it.</summary>
    public IReadOnlyList<Image> Fetched { get; init; } = [];

    /// <summary>The images of a list that may be shown with it: the registry has shown them to whoever asked.</summary>
    internal IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Images of platforms that could not be imported.</summary>
    public IReadOnlyList<PlatformFailure> PlatformFailures { get; init; } = [];

    /// <summary>How many entries of the list that was fetched say how an image was built and are none: they are left out.</summary>
    public int Attestations { get; init; }

    /// <summary>Why there is no image; null when there is one.</summary>
    public ImportFailure? Failure { get; init; }

    /// <summary>Whether nothing went wrong but the patience was over: who tries again may well succeed.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What an answer shows of the image; null until it was asked for.</summary>
    public ImportedImage? View { get; init; }
}
