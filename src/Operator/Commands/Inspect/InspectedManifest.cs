namespace ImageStreams.Operator;

/// <summary>An entry of an index.</summary>
internal sealed record InspectedManifest
{
    public string? Platform { get; init; }

    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    public required long Size { get; init; }
}
