using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Chooses the one image that stands for a list of manifests (docs/spec/imports.md#platforms).</summary>
public static class PlatformChooser
{
    /// <summary>How deep lists may lie within lists.</summary>
    public const int MaxDepth = 4;

    internal const string Unknown = "unknown";

    private const string ReferenceType = "vnd.docker.reference.type";

    /// <summary>
    /// The entry for the wanted platform; else for linux/amd64; else a list that may hold it; else the first. Null when the list
    /// holds no image.
    /// </summary>
    public static Descriptor? Choose(ManifestIndex index, PlatformPreference wanted)
    {
        var images = index.Manifests.Where(m => !IsAttestation(m)).ToList();
        return Find(images, wanted)
            ?? Find(images, PlatformPreference.Common)
            ?? images.FirstOrDefault(m => MediaTypes.IsIndex(m.MediaType) && string.IsNullOrEmpty(m.Platform?.Architecture))
            ?? images.FirstOrDefault();
    }

    /// <summary>Whether the entry says how an image was built, and is none itself.</summary>
    public static bool IsAttestation(Descriptor entry) =>
        entry.Platform is { Architecture: Unknown, Os: Unknown } || entry.Annotations?.ContainsKey(ReferenceType) == true;

    // Among entries of the platform: the wanted variant, else the architecture's plain one, else the first in the list.
    private static Descriptor? Find(List<Descriptor> images, PlatformPreference wanted)
    {
        var candidates = images.Where(m => m.Platform is { } p && p.Os == wanted.Os && p.Architecture == wanted.Architecture).ToList();
        var variant = VariantOf(wanted.Architecture, wanted.Variant);
        return candidates.FirstOrDefault(m => VariantOf(wanted.Architecture, m.Platform!.Variant ?? "") == variant)
            ?? candidates.FirstOrDefault();
    }

    // Some builders spell out the variant that every machine of an architecture has.
    private static string VariantOf(string architecture, string variant) => (architecture, variant) switch
    {
        ("arm64", "v8") => "",
        ("arm", "") => "v7",
        ("amd64", "v1") => "",
        _ => variant,
    };
}
