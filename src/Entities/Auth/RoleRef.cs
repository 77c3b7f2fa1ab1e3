namespace ImageStreams.Entities;

/// <summary>Names a role.</summary>
[AtomicMap]
public sealed record RoleRef
{
    /// <summary>API group of the role.</summary>
    [Required]
    public string? ApiGroup { get; init; }

    /// <summary><c>Role</c> or <c>ClusterRole</c>.</summary>
    [Required]
    public string? Kind { get; init; }

    /// <summary>Name of the role.</summary>
    [Required]
    public string? Name { get; init; }
}
