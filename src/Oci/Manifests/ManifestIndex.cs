namespace ImageStreams.Oci;

/// <summary>A list of manifests, one per platform: docker manifest list or OCI index.</summary>
public sealed record ManifestIndex : Manifest
{
    /// <inheritdoc cref="ImageManifestDocument.MediaType"/>
    public string? MediaType { get; init; }

    public string? ArtifactType { get; init; }

    public required IReadOnlyList<Descriptor> Manifests { get; init; }

    public Descriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    internal override void Check() => DescriptorRules.Check(Manifests, "manifests");
}
