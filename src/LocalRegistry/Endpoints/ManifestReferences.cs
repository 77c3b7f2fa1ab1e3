using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry;

/// <summary>What a manifest needs to be of any use.</summary>
internal static class ManifestReferences
{
    /// <summary>The first blob or child that the repository does not have; null if all are there.</summary>
    public static string? FindMissing(Manifest manifest, RepositoryStore repository) => manifest switch
    {
        ManifestIndex index => index.Manifests.Where(m => !repository.HasManifest(m.Digest)).Select(m => $"manifest {m.Digest}").FirstOrDefault(),
        ImageManifestDocument image => FindBlob(Blobs(image), repository),
        Schema1Manifest schema1 => FindBlob(schema1.FileSystemLayers.Select(l => l.BlobSum), repository),
        _ => null,
    };

    private static IEnumerable<Digest> Blobs(ImageManifestDocument image) =>
        image.Layers.Where(l => !MediaTypes.IsForeignLayer(l.MediaType)).Prepend(image.Config).Select(d => d.Digest);

    private static string? FindBlob(IEnumerable<Digest> blobs, RepositoryStore repository) =>
        blobs.Where(b => !repository.HasBlob(b)).Select(b => $"blob {b}").FirstOrDefault();
}
