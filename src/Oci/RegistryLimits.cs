namespace ImageStreams.Oci;

/// <summary>What is accepted from a registry, at most. Sizes are in bytes, after decompression too.</summary>
public sealed record RegistryLimits
{
    public static RegistryLimits Default { get; } = new();

    public long ManifestBytes { get; init; } = 4 << 20;

    public long ConfigBytes { get; init; } = 4 << 20;

    public long TokenBytes { get; init; } = 256 << 10;

    public long ErrorBytes { get; init; } = 64 << 10;

    public long TagPageBytes { get; init; } = 4 << 20;

    public int TagPages { get; init; } = 1_000;

    public int Tags { get; init; } = 100_000;

    public int Repositories { get; init; } = 100_000;

    /// <summary>How many manifests an index may name.</summary>
    public int MaxIndexChildren { get; init; } = 512;

    /// <summary>How many layers, history entries or signatures a manifest may have.</summary>
    public int MaxLayers { get; init; } = 2_048;

    public int MaxJsonDepth { get; init; } = 32;

    public int Redirects { get; init; } = 5;
}
