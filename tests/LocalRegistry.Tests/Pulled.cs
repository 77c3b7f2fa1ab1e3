using ImageStreams.Oci;

namespace ImageStreams.LocalRegistry.Tests;

internal static class Pulled
{
    /// <summary>Fetches everything below a tag and checks every digest; returns how many manifests there were.</summary>
    public static async Task<int> WholeAsync(RegistryClient registry, string tag) =>
        await WholeAsync(registry, await registry.GetManifestAsync(tag, default));

    private static async Task<int> WholeAsync(RegistryClient registry, Manifest manifest)
    {
        var manifests = 1;
        switch (manifest)
        {
            case ManifestIndex index:
                foreach (var child in index.Manifests)
                {
                    manifests += await WholeAsync(registry, await registry.GetManifestAsync(child.Digest, default));
                }

                break;
            case ImageManifestDocument image:
                foreach (var blob in image.Layers.Prepend(image.Config))
                {
                    (await registry.CopyBlobAsync(blob.Digest, long.MaxValue, Stream.Null, default)).Should().Be(blob.Size);
                }

                break;
            case Schema1Manifest schema1:
                foreach (var layer in schema1.FileSystemLayers)
                {
                    await registry.CopyBlobAsync(layer.BlobSum, long.MaxValue, Stream.Null, default);
                }

                break;
        }

        return manifests;
    }
}
