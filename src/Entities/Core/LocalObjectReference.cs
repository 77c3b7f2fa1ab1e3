namespace ImageStreams.Entities;

/// <summary>Names another object of the same namespace.</summary>
[AtomicMap]
public sealed record LocalObjectReference
{
    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }
}
