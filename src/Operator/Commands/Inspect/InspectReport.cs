namespace ImageStreams.Operator;

/// <summary>What <c>inspect</c> found; also its machine-readable output.</summary>
internal sealed record InspectReport
{
    /// <summary>What was asked for, spelt out.</summary>
    public required string Reference { get; init; }

    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Bytes of the manifest.</summary>
    public required long Size { get; init; }

    /// <summary>What an index names; null for a single image.</summary>
    public IReadOnlyList<InspectedManifest>? Manifests { get; init; }

    /// <summary>The image; of an index the chosen one, or all.</summary>
    public required IReadOnlyList<InspectedImage> Images { get; init; }
}
