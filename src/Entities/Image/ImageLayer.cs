namespace ImageStreams.Entities;

/// <summary>One layer of an image.</summary>
public sealed record ImageLayer
{
    /// <summary>Digest of the layer.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>Size of the layer as it is transferred, in bytes.</summary>
    [Required]
    public long? Size { get; init; }

    /// <summary>Media type of the layer.</summary>
    [Required]
    public string? MediaType { get; init; }
}
