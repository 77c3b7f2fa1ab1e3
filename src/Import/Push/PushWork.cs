using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Something in the integrated registry that may have changed.</summary>
public sealed record PushWork
{
    /// <summary>The stream that its repository is.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>The tag; empty for a manifest that was pushed by its digest alone.</summary>
    public string Tag { get; init; } = "";

    /// <summary>The manifest, where there is no tag.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Whether the registry told of a deletion, so that it is no wonder if the whole repository is gone.</summary>
    public bool DeletionIsTold { get; init; }

    /// <summary>The stream as a cache has it; null when it has none. What it has already is not looked at further.</summary>
    public ImageStream? Cached { get; init; }

    /// <summary>What the stream's namespace allows.</summary>
    public ImageLimits Limits { get; init; } = new();
}
