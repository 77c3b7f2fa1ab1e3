using System.Text;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What a manifest says, put into an image (docs/spec/images.md#manifests).</summary>
internal static class ManifestReading
{
    /// <summary>The layers, base first.</summary>
    /// <param name="manifest">A manifest of one image.</param>
    /// <param name="sizes">Sizes of layers that the manifest does not tell.</param>
    public static IReadOnlyList<ImageLayer> Layers(Manifest manifest, IReadOnlyDictionary<Digest, long> sizes) => manifest switch
    {
        Schema1Manifest schema1 =>
        [
            .. schema1.ReadLayers().Select(l => new ImageLayer
            {
                Name = l.Digest.ToString(),
                Size = sizes.GetValueOrDefault(l.Digest, l.Size),
                MediaType = MediaTypes.DockerSchema1Layer,
            }),
        ],
        ImageManifestDocument image =>
        [
            .. image.Layers.Select(l => new ImageLayer { Name = l.Digest.ToString(), Size = l.Size, MediaType = l.MediaType }),
        ],
        _ => [],
    };

    /// <summary>The media type that an image of this manifest has: signed and unsigned schema 1 are one.</summary>
    public static string MediaTypeOf(Manifest manifest) =>
        manifest is Schema1Manifest ? MediaTypes.DockerSchema1 : manifest.ContentType;

    /// <summary>The configuration with id and size.</summary>
    /// <exception cref="RegistryException">The configuration is none, or is missing.</exception>
    public static DockerImage Metadata(Manifest manifest, IReadOnlyList<ImageLayer> layers, ReadOnlySpan<byte> config)
    {
        if (manifest is Schema1Manifest schema1)
        {
            return WithSize(DockerMetadata.Of(schema1.ReadConfig()), ImageSizes.Total(layers, null, 0));
        }

        var descriptor = ((ImageManifestDocument)manifest).Config;
        var id = descriptor.Digest.ToString();
        var metadata = ReadConfig(manifest, descriptor, config) with { Id = id };
        return WithSize(metadata, ImageSizes.Total(layers, id, config.IsEmpty ? descriptor.Size : config.Length));
    }

    public static DockerImage OfIndex(string id, DateTimeOffset now) =>
        DockerMetadata.Empty with { Id = id, Created = WireTime.Truncate(now) };

    /// <summary>The images of the platforms. Attestations are not images; what names no platform is kept as of an unknown one.</summary>
    public static IReadOnlyList<ImageManifest> Children(ManifestIndex index) =>
    [
        .. index.Manifests.Where(m => !PlatformChooser.IsAttestation(m)).Select(m => new ImageManifest
        {
            Digest = m.Digest.ToString(),
            MediaType = m.MediaType,
            ManifestSize = m.Size,
            Architecture = OrUnknown(m.Platform?.Architecture),
            Os = OrUnknown(m.Platform?.Os),
            Variant = string.IsNullOrEmpty(m.Platform?.Variant) ? null : m.Platform.Variant,
        }),
    ];

    public static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static DockerImage ReadConfig(Manifest manifest, Descriptor descriptor, ReadOnlySpan<byte> config)
    {
        var isImage = MediaTypes.IsImageConfig(descriptor.MediaType);
        if (config.IsEmpty)
        {
            return isImage
                ? throw RegistryException.InvalidManifest(
                    $"dockerImageConfig must not be empty for manifest type {GoText.Quote(manifest.ContentType)}")
                : DockerMetadata.Empty;
        }

        try
        {
            return DockerMetadata.Of(ImageConfig.Parse(config));
        }
        catch (RegistryException) when (!isImage)
        {
            return DockerMetadata.Empty; // a chart, a module: whatever it is, its configuration is its own affair
        }
    }

    private static DockerImage WithSize(DockerImage metadata, long size) => metadata with { Size = size == 0 ? null : size };

    private static string OrUnknown(string? text) => string.IsNullOrEmpty(text) ? PlatformChooser.Unknown : text;
}
