namespace ImageStreams.Entities;

/// <summary>One image to import.</summary>
public sealed record ImageImportSpec
{
    /// <summary>The image: a <c>DockerImage</c>.</summary>
    [Required]
    public ObjectReference? From { get; init; }

    /// <summary>The tag of the stream that gets the image; without one the image is only shown.</summary>
    public LocalObjectReference? To { get; init; }

    /// <summary>How the image is imported.</summary>
    public TagImportPolicy? ImportPolicy { get; init; }

    /// <summary>Which pull spec others get for the tag.</summary>
    public TagReferencePolicy? ReferencePolicy { get; init; }

    /// <summary>Whether the answer contains the manifest and the configuration of the image.</summary>
    public bool? IncludeManifest { get; init; }
}
