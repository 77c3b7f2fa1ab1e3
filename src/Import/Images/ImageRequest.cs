using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>One image to fetch.</summary>
public sealed record ImageRequest
{
    /// <summary>The image as the user wrote it.</summary>
    public required string From { get; init; }

    /// <summary>Whether the user accepts an untrusted certificate, or no TLS at all.</summary>
    public bool Insecure { get; init; }

    /// <summary>What becomes of a list of manifests: one of <see cref="ImportModes"/>.</summary>
    public required string ImportMode { get; init; }

    /// <summary>For which platform a list stands in mode <c>Legacy</c>.</summary>
    public required PlatformPreference Platform { get; init; }

    /// <summary>Whether manifest and configuration are wanted as text; they are then fetched even if the image is known.</summary>
    public bool IncludeManifest { get; init; }

    /// <summary>Whether nothing of it has been imported yet where it is wanted: then the manifest is asked for at once, not first what the tag stands for.</summary>
    public bool IsNew { get; init; }

    /// <summary>Whether an image is looked after that is here already: that can wait.</summary>
    public bool IsRefresh { get; init; }

    /// <summary>What anybody has seen of the tag since then will do; null when it has to be looked at now.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether the images of a known list's platforms are looked for too, and fetched if they are missing.</summary>
    public bool CheckChildren { get; init; } = true;
}
