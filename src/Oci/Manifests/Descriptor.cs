namespace ImageStreams.Oci;

/// <summary>What a manifest says of a blob or of another manifest.</summary>
public sealed record Descriptor
{
    public string MediaType { get; init => field = value ?? ""; } = "";

    public long Size { get; init; }

    public required Digest Digest { get; init; }

    /// <summary>Where else the content might be. Kept for the record: we never fetch from there.</summary>
    public IReadOnlyList<string>? Urls { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public Platform? Platform { get; init; }

    public string? ArtifactType { get; init; }

    /// <summary>The content itself, base64, where the author inlined it.</summary>
    public string? Data { get; init; }
}
