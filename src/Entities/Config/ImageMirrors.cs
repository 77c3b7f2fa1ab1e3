namespace ImageStreams.Entities;

/// <summary>A source and its mirrors.</summary>
public sealed record ImageMirrors
{
    /// <summary>What is mirrored.</summary>
    public string? Source { get; init; }

    /// <summary>Where it is mirrored, in order.</summary>
    public IReadOnlyList<string>? Mirrors { get; init; }

    /// <summary>Whether the source itself may be asked.</summary>
    public string? MirrorSourcePolicy { get; init; }
}
