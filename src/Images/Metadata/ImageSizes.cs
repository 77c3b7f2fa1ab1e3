using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>How large an image is (docs/spec/images.md#size).</summary>
public static class ImageSizes
{
    /// <summary>The bytes of all different layers and of the configuration: what a registry stores, and a first pull transfers.</summary>
    /// <param name="layers">The layers; a repeated one counts once.</param>
    /// <param name="configDigest">Digest of the configuration; null where it is part of the manifest.</param>
    /// <param name="configLength">Bytes of the configuration.</param>
    public static long Total(IEnumerable<ImageLayer> layers, string? configDigest, long configLength)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (configDigest is not null)
        {
            seen.Add(configDigest);
        }

        return configLength + layers.Where(l => seen.Add(l.Name ?? "")).Sum(l => l.Size ?? 0);
    }

    /// <summary>The layers whose sizes the manifest does not tell, each once: their registry must be asked.</summary>
    public static IReadOnlyList<Digest> LayersToMeasure(Manifest manifest)
    {
        if (manifest is not Schema1Manifest schema1)
        {
            return [];
        }

        var layers = schema1.ReadLayers();
        return layers.Sum(l => l.Size) > 0 ? [] : [.. layers.Select(l => l.Digest).Distinct()];
    }
}
