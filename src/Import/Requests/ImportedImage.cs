using ImageStreams.Entities;

namespace ImageStreams.Import;

/// <summary>An image as the answer of an import request shows it.</summary>
/// <param name="Image">The image.</param>
/// <param name="Manifests">The images of its platforms, in the order of its list; empty when it is no list.</param>
public sealed record ImportedImage(Image Image, IReadOnlyList<Image> Manifests);
