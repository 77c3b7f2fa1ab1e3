namespace ImageStreams.Entities;

/// <summary>What must still hold for a deletion to happen.</summary>
public sealed record Preconditions
{
    /// <summary>Identity that the object must have.</summary>
    public string? Uid { get; init; }

    /// <summary>Version that the object must have.</summary>
    public string? ResourceVersion { get; init; }
}
