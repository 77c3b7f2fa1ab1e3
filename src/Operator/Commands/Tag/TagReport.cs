namespace ImageStreams.Operator;

/// <summary>What <c>tag</c> did; also its machine-readable output.</summary>
internal sealed record TagReport
{
    /// <summary>What was given a name, spelt out.</summary>
    public required string Source { get; init; }

    /// <summary>The new name, spelt out.</summary>
    public required string Reference { get; init; }

    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Bytes of the manifest.</summary>
    public required long Size { get; init; }

    /// <summary>How many manifests were put: one, and in another repository those that an index names.</summary>
    public required int Manifests { get; init; }

    /// <summary>How many blobs the repository was given by the other one.</summary>
    public required int MountedBlobs { get; init; }
}
