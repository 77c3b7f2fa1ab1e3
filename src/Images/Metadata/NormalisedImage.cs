using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>An image after normalisation, as far as that went.</summary>
/// <param name="Image">The image; what could not be understood is as it was sent.</param>
/// <param name="Problem">Why normalisation stopped; null when it did not. The image is stored all the same.</param>
public sealed record NormalisedImage(Image Image, string? Problem);
