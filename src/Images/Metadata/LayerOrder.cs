using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>The order in which an image lists its layers: base first, whatever its sender thought (docs/spec/images.md#layers).</summary>
internal static class LayerOrder
{
    public const string Ascending = "ascending";

    private const string Descending = "descending";

    /// <summary>The image with its layers base first and the annotation that says so.</summary>
    public static Image Normalise(Image image)
    {
        if (image.DockerImageLayers is not { Count: > 0 } layers)
        {
            return image;
        }

        var order = image.Metadata?.Annotations?.GetValueOrDefault(ImageAnnotations.LayersOrder);
        if (string.IsNullOrEmpty(order))
        {
            var mediaType = image.DockerImageManifestMediaType ?? "";
            if (!MediaTypes.IsSchema1(mediaType) && !MediaTypes.IsImageManifest(mediaType))
            {
                return image;
            }

            order = MediaTypes.IsSchema1(mediaType) ? Ascending : Descending;
        }

        return Mark(order == Descending ? image with { DockerImageLayers = [.. layers.Reverse()] } : image);
    }

    public static Image Mark(Image image)
    {
        var annotations = image.Metadata.CopyAnnotations();
        annotations[ImageAnnotations.LayersOrder] = Ascending;
        return image with { Metadata = image.Metadata.With(annotations) };
    }
}
