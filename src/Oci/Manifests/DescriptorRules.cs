namespace ImageStreams.Oci;

/// <summary>What a descriptor must be beyond its types.</summary>
internal static class DescriptorRules
{
    public static void Check(IReadOnlyList<Descriptor> descriptors, string where)
    {
        foreach (var descriptor in descriptors)
        {
            Check(descriptor, where);
        }
    }

    public static void Check(Descriptor? descriptor, string where)
    {
        if (descriptor?.Digest is null)
        {
            throw RegistryException.InvalidManifest($"an entry of \"{where}\" has no digest");
        }

        if (descriptor.Size < 0)
        {
            throw RegistryException.InvalidManifest($"{descriptor.Digest} in \"{where}\" has the negative size {descriptor.Size}");
        }
    }
}
