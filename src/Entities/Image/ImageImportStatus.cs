namespace ImageStreams.Entities;

/// <summary>What came of one image.</summary>
public sealed record ImageImportStatus
{
    /// <summary>Whether the image was imported, and if not, why.</summary>
    [Required]
    public Status? Status { get; init; }

    /// <summary>The image.</summary>
    public Image? Image { get; init; }

    /// <summary>Tag under which the source has the image; empty if it was asked for by digest.</summary>
    public string? Tag { get; init; }

    /// <summary>The images of the single platforms, if the image is a list of them.</summary>
    public IReadOnlyList<Image>? Manifests { get; init; }
}
