namespace ImageStreams.Operator;

/// <summary>A configuration or a layer.</summary>
internal sealed record InspectedBlob
{
    public required string Digest { get; init; }

    public required long Size { get; init; }

    public required string MediaType { get; init; }

    /// <summary>The build step that made the layer, where the history tells.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>True: it was fetched and is what it should be. Null: nobody looked.</summary>
    public bool? Verified { get; init; }
}
