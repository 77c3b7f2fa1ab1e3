namespace ImageStreams.Entities;

/// <summary>Names of a kind.</summary>
public sealed record CustomResourceDefinitionNames
{
    /// <summary>Name in paths.</summary>
    [Required]
    public string? Plural { get; init; }

    /// <summary>Name for one.</summary>
    public string? Singular { get; init; }

    /// <summary>Short names for typing.</summary>
    public IReadOnlyList<string>? ShortNames { get; init; }

    /// <summary>Name in documents.</summary>
    [Required]
    public string? Kind { get; init; }

    /// <summary>Name of lists in documents.</summary>
    public string? ListKind { get; init; }

    /// <summary>Groups of kinds that it belongs to, for example <c>all</c>.</summary>
    public IReadOnlyList<string>? Categories { get; init; }
}
