namespace ImageStreams.Entities;

/// <summary>A user, a group or a service account.</summary>
[AtomicMap]
public sealed record Subject
{
    /// <summary><c>User</c>, <c>Group</c> or <c>ServiceAccount</c>.</summary>
    [Required]
    public string? Kind { get; init; }

    /// <summary>API group of the kind.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Its name.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>Namespace of a service account.</summary>
    public string? Namespace { get; init; }
}
