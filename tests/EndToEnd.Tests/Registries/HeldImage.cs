namespace ImageStreams.EndToEnd.Tests;

/// <summary>What a registry says of a manifest and all that hangs below it.</summary>
public sealed record HeldImage
{
    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    /// <summary>The bytes, as they came.</summary>
    public required string Manifest { get; init; }

    /// <summary>Base first.</summary>
    public IReadOnlyList<HeldBlob> Layers { get; init; } = [];

    public HeldBlob? Config { get; init; }

    /// <summary>The images of a list.</summary>
    public IReadOnlyList<HeldImage> Children { get; init; } = [];

    /// <summary>As <c>dockerImageMetadata.Size</c> counts: each blob once.</summary>
    public long Size => Layers.DistinctBy(l => l.Digest).Sum(l => l.Size) + (Config?.Size ?? 0);
}
