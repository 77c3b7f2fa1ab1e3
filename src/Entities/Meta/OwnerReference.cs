namespace ImageStreams.Entities;

/// <summary>An object that another object belongs to.</summary>
[AtomicMap]
public sealed record OwnerReference
{
    /// <summary>Group and version of the owner.</summary>
    [Required]
    public string? ApiVersion { get; init; }

    /// <summary>Kind of the owner.</summary>
    [Required]
    public string? Kind { get; init; }

    /// <summary>Name of the owner.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>Identity of the owner.</summary>
    [Required]
    public string? Uid { get; init; }

    /// <summary>Whether the owner is the one controller of the object.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether a foreground deletion of the owner waits for the object.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}
