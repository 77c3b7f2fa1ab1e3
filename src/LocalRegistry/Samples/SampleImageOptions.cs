namespace ImageStreams.LocalRegistry;

/// <summary>What a <see cref="SampleImage"/> is like.</summary>
public sealed record SampleImageOptions
{
    /// <summary>The same seed makes the same image, byte for byte; all images share their lowest layer.</summary>
    public int Seed { get; init; } = 1;

    public string Os { get; init; } = "linux";

    public string Architecture { get; init; } = "amd64";

    public string? Variant { get; init; }

    public int Layers { get; init; } = 3;

    /// <summary>Ends with the lowest layer once more, so that a digest comes twice.</summary>
    public bool RepeatsALayer { get; init; }

    public DateTimeOffset Created { get; init; } = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);
}
