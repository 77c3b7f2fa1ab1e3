namespace ImageStreams.Oci;

/// <summary>The media types of manifests, configurations and layers.</summary>
public static class MediaTypes
{
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+json";
    public const string DockerSchema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public const string DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    /// <summary>The type that image streams give the layers of schema 1 images, which name none.</summary>
    public const string DockerSchema1Layer = "application/vnd.docker.container.image.rootfs.diff+x-gtar";

    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

    public const string Json = "application/json";
    public const string OctetStream = "application/octet-stream";

    /// <summary>What a manifest request accepts, in this order: docs/spec/registries.md#manifests.</summary>
    public static IReadOnlyList<string> AcceptedManifests { get; } =
        [DockerManifest, DockerManifestList, OciManifest, OciIndex, DockerSchema1Signed, Json];

    public static bool IsImageManifest(string mediaType) => mediaType is DockerManifest or OciManifest;

    public static bool IsIndex(string mediaType) => mediaType is DockerManifestList or OciIndex;

    public static bool IsManifest(string mediaType) => IsImageManifest(mediaType) || IsIndex(mediaType) || IsSchema1(mediaType);

    /// <summary>Whether a manifest with a configuration of this type is an image; with any other it is something else that registries keep.</summary>
    public static bool IsImageConfig(string mediaType) => mediaType is DockerConfig or OciConfig;

    /// <summary>Whether a layer of this type is kept elsewhere by design: registries need not have it.</summary>
    public static bool IsForeignLayer(string mediaType) =>
        mediaType == DockerForeignLayer || mediaType.StartsWith("application/vnd.oci.image.layer.nondistributable.", StringComparison.Ordinal);

    public static bool IsSchema1(string mediaType) => mediaType is DockerSchema1 or DockerSchema1Signed;
}
