using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>Images for several platforms under one name: an OCI index, or a docker manifest list.</summary>
public sealed class SampleIndex
{
    private SampleIndex(IReadOnlyList<SampleImage> images, string mediaType)
    {
        Images = images;
        var isOci = mediaType == MediaTypes.OciIndex;
        Children = [.. images.Select(i => isOci ? i.OciManifest : i.DockerManifest)];
        var document = new ManifestIndex
        {
            SchemaVersion = 2,
            MediaType = mediaType,
            Manifests = [.. images.Zip(Children, (image, child) => new Descriptor
            {
                MediaType = child.ContentType,
                Size = child.Bytes.Length,
                Digest = child.Digest,
                Platform = image.Platform,
            })],
        };
        Manifest = Manifest.Parse(JsonSerializer.SerializeToUtf8Bytes(document, OciJsonContext.Default.ManifestIndex), mediaType);
    }

    public IReadOnlyList<SampleImage> Images { get; }

    public IReadOnlyList<Manifest> Children { get; }

    public Manifest Manifest { get; }

    public static SampleIndex Oci(params IReadOnlyList<SampleImage> images) => new(images, MediaTypes.OciIndex);

    public static SampleIndex Docker(params IReadOnlyList<SampleImage> images) => new(images, MediaTypes.DockerManifestList);

    /// <summary>Pushes every image, then the index under the tag; returns the index's digest.</summary>
    public async Task<Digest> PushAsync(RegistryPushClient registry, string tag, CancellationToken cancellationToken)
    {
        foreach (var (image, child) in Images.Zip(Children))
        {
            await image.PushBlobsAsync(registry, isSchema1: false, cancellationToken);
            await registry.PutManifestAsync(child.Digest, child.Bytes, child.ContentType, cancellationToken);
        }

        await registry.PutManifestAsync(tag, Manifest.Bytes, Manifest.ContentType, cancellationToken);
        return Manifest.Digest;
    }
}
