using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Makes images of what registries serve (docs/spec/images.md#manifests).</summary>
public static class ImageFactory
{
    /// <summary>The image, named by the digest of its manifest, with manifest and configuration text.</summary>
    /// <exception cref="RegistryException">Of kind InvalidManifest: the configuration of an image is missing or none.</exception>
    public static Image Create(FetchedImage fetched)
    {
        var manifest = fetched.Manifest;
        var name = manifest.Digest.ToString();
        var image = new Image
        {
            Metadata = new ObjectMeta { Name = name },
            DockerImageReference = (fetched.Repository.AsRepository() with { Id = name }).Exact,
            DockerImageManifest = ManifestReading.TextOf(manifest.Bytes.Span),
            DockerImageManifestMediaType = ManifestReading.MediaTypeOf(manifest),
            DockerImageMetadataVersion = DockerMetadata.Version,
        };

        if (manifest is ManifestIndex index)
        {
            return image with
            {
                DockerImageMetadata = ManifestReading.OfIndex(name, fetched.Now),
                DockerImageManifests = ManifestReading.Children(index),
            };
        }

        var layers = ManifestReading.Layers(manifest, fetched.LayerSizes);
        return LayerOrder.Mark(image with
        {
            DockerImageConfig = fetched.Config.IsEmpty ? null : ManifestReading.TextOf(fetched.Config.Span),
            DockerImageLayers = layers.Count == 0 ? null : layers,
            DockerImageMetadata = ManifestReading.Metadata(manifest, layers, fetched.Config.Span),
        });
    }

    /// <summary>What is stored of an imported image: its registry keeps manifest and configuration.</summary>
    public static Image ToStore(Image image) => image with { DockerImageManifest = null, DockerImageConfig = null, Signatures = null };
}
