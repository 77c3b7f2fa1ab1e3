namespace ImageStreams.Operator;

/// <summary>One image of one platform.</summary>
internal sealed record InspectedImage
{
    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    public string? Platform { get; init; }

    /// <summary>RFC 3339, to the second.</summary>
    public string? Created { get; init; }

    public string? Author { get; init; }

    /// <summary>The bytes of the configuration and of all different layers, as image streams count.</summary>
    public required long Size { get; init; }

    /// <summary>Null for schema 1, which has none of its own.</summary>
    public InspectedBlob? Config { get; init; }

    /// <summary>Base first.</summary>
    public required IReadOnlyList<InspectedBlob> Layers { get; init; }

    public string? User { get; init; }

    public string? WorkingDir { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public IReadOnlyList<string>? ExposedPorts { get; init; }

    public IReadOnlyList<string>? Volumes { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
