using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What an image id, or the beginning of one, means in a stream: one image, none, or too many to tell.</summary>
public sealed record ImageIdMatch
{
    /// <summary>Names of the images that match, in order; exactly one when the id is good.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>A history entry of the image, when there is exactly one image.</summary>
    public TagEvent? Event { get; init; }

    public bool IsFound => Images.Count == 1;

    public bool IsAmbiguous => Images.Count > 1;
}
