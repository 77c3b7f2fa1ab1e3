using System.Text;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What an image becomes before it is validated and stored (docs/spec/images.md#writes).</summary>
public static class ImagePreparation
{
    public static NormalisedImage ForCreate(Image sent, DateTimeOffset now)
    {
        var normalised = ImageNormalisation.Normalise(WithDefaults(sent), now);
        var image = normalised.Image;
        if (image.DockerImageManifests is not { Count: > 0 } && ParseOrNull(image.DockerImageManifest, image) is ManifestIndex index)
        {
            image = image with { DockerImageManifests = ManifestReading.Children(index) };
        }

        return normalised with { Image = WithoutStoredBlobs(image) };
    }

    /// <summary>What an image is made of cannot change; where it is, its labels and its signatures can.</summary>
    public static NormalisedImage ForUpdate(Image old, Image sent, DateTimeOffset now)
    {
        var image = WithDefaults(sent) with
        {
            DockerImageMetadata = old.DockerImageMetadata,
            DockerImageMetadataVersion = old.DockerImageMetadataVersion,
            DockerImageLayers = old.DockerImageLayers,
            DockerImageSignatures = old.DockerImageSignatures is { Count: > 0 } ? old.DockerImageSignatures : sent.DockerImageSignatures,
            DockerImageManifest = AcceptedManifest(old, sent),
        };
        image = image with { DockerImageConfig = AcceptedConfig(old, image) };
        var normalised = ImageNormalisation.Normalise(image, now);
        return normalised with { Image = WithoutStoredBlobs(normalised.Image) };
    }

    private static Image WithDefaults(Image image) => image with
    {
        DockerImageMetadata = image.DockerImageMetadata ?? DockerMetadata.Empty,
        DockerImageMetadataVersion = DockerMetadata.VersionOf(image),
        Signatures = image.Signatures is { } signatures ? [.. signatures.Select(s => ImageSignatures.Stored(WithoutMark(s)))] : null,
    };

    private static ImageSignature WithoutMark(ImageSignature signature)
    {
        var annotations = signature.Metadata.CopyAnnotations();
        return annotations.Remove(ImageAnnotations.ManagedSignature)
            ? signature with { Metadata = signature.Metadata! with { Annotations = annotations.Count == 0 ? null : annotations } }
            : signature;
    }

    private static Image WithoutStoredBlobs(Image image) =>
        image.Metadata?.Annotations?.GetValueOrDefault(ImageAnnotations.ManifestBlobStored) == "true"
            ? image with { DockerImageManifest = null, DockerImageConfig = null }
            : image;

    private static string? AcceptedManifest(Image old, Image sent)
    {
        var text = sent.DockerImageManifest;
        if (string.IsNullOrEmpty(text) || text == old.DockerImageManifest)
        {
            return text;
        }

        return ParseOrNull(text, sent)?.Digest.ToString() == old.Metadata?.Name ? text : old.DockerImageManifest;
    }

    private static string? AcceptedConfig(Image old, Image image)
    {
        var text = image.DockerImageConfig;
        if (string.IsNullOrEmpty(text) || text == old.DockerImageConfig)
        {
            return text;
        }

        return ParseOrNull(image.DockerImageManifest, image) is ImageManifestDocument manifest
            && manifest.Config.Digest.Matches(Encoding.UTF8.GetBytes(text))
                ? text
                : old.DockerImageConfig;
    }

    private static Manifest? ParseOrNull(string? manifest, Image image)
    {
        if (string.IsNullOrEmpty(manifest))
        {
            return null;
        }

        try
        {
            return Manifest.Parse(Encoding.UTF8.GetBytes(manifest), image.DockerImageManifestMediaType);
        }
        catch (RegistryException)
        {
            return null;
        }
    }
}
