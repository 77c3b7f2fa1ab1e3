namespace ImageStreams.Oci;

/// <summary>The manifest of one image: docker schema 2 or OCI.</summary>
public sealed record ImageManifestDocument : Manifest
{
    /// <summary>What the document calls itself; OCI documents may leave it out.</summary>
    public string? MediaType { get; init; }

    public string? ArtifactType { get; init; }

    public required Descriptor Config { get; init; }

    /// <summary>Base first.</summary>
    public required IReadOnlyList<Descriptor> Layers { get; init; }

    public Descriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    internal override void Check()
    {
        DescriptorRules.Check(Config, "config");
        DescriptorRules.Check(Layers, "layers");
    }
}
