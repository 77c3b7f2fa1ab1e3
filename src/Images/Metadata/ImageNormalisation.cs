using System.Text;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>
/// Completes images that are sent with their manifest: layers, media type, metadata, size (docs/spec/images.md#normalisation).
/// </summary>
public static class ImageNormalisation
{
    private static readonly Dictionary<Digest, long> NoSizes = [];

    public static NormalisedImage Normalise(Image sent, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(sent.DockerImageManifest))
        {
            return new NormalisedImage(sent, null);
        }

        var image = LayerOrder.Normalise(sent);
        if (image is { DockerImageLayers.Count: > 0, DockerImageMetadata.Size: > 0, DockerImageManifestMediaType.Length: > 0 })
        {
            return new NormalisedImage(image, null);
        }

        try
        {
            var manifest = Manifest.Parse(Encoding.UTF8.GetBytes(sent.DockerImageManifest), image.DockerImageManifestMediaType);
            return Fill(image, manifest, now);
        }
        catch (RegistryException e)
        {
            return new NormalisedImage(image, e.Message);
        }
    }

    private static NormalisedImage Fill(Image image, Manifest manifest, DateTimeOffset now)
    {
        if (manifest is ManifestIndex index)
        {
            return new NormalisedImage(OfIndex(image, index, now), null);
        }

        if (image.DockerImageLayers is not { Count: > 0 })
        {
            var layers = ManifestReading.Layers(manifest, NoSizes);
            image = LayerOrder.Mark(image with { DockerImageLayers = layers.Count == 0 ? null : layers });
        }

        image = image with { DockerImageManifestMediaType = ManifestReading.MediaTypeOf(manifest) };
        try
        {
            var config = Encoding.UTF8.GetBytes(image.DockerImageConfig ?? "");
            return new NormalisedImage(
                image with { DockerImageMetadata = ManifestReading.Metadata(manifest, image.DockerImageLayers ?? [], config) }, null);
        }
        catch (RegistryException e)
        {
            return new NormalisedImage(image, e.Message);
        }
    }

    private static Image OfIndex(Image image, ManifestIndex index, DateTimeOffset now)
    {
        var metadata = ManifestReading.OfIndex(image.Metadata?.Name ?? "", now);
        return image with
        {
            DockerImageMetadata = (image.DockerImageMetadata ?? DockerMetadata.Empty) with { Id = metadata.Id, Created = metadata.Created },
            DockerImageManifestMediaType = ManifestReading.MediaTypeOf(index),
        };
    }
}
