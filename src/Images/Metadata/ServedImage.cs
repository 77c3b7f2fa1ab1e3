using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>The forms in which the API shows an image (docs/spec/images.md#served).</summary>
public static class ServedImage
{
    /// <summary>The image with its metadata typed: fields that the form does not know are gone, those it always has are there.</summary>
    public static Image Of(Image image) => image with
    {
        Metadata = image.Metadata is { } metadata ? metadata with { Generation = null } : null, // the store counts, the API does not
        DockerImageMetadata = DockerMetadata.Served(image.DockerImageMetadata),
        DockerImageMetadataVersion = DockerMetadata.VersionOf(image),
        Signatures = image.Signatures is { } signatures ? [.. signatures.Select(ImageSignatures.Served)] : null,
    };

    /// <summary>The image as part of a tag or an image of a stream: without kind, manifest and configuration.</summary>
    public static Image Within(Image image) => Of(image) with
    {
        Kind = null,
        ApiVersion = null,
        DockerImageManifest = null,
        DockerImageConfig = null,
    };
}
