namespace ImageStreams.Entities;

/// <summary>A kind that the control plane learns.</summary>
public sealed record CustomResourceDefinitionSpec
{
    /// <summary>API group of the kind.</summary>
    [Required]
    public string? Group { get; init; }

    /// <summary>Names of the kind.</summary>
    [Required]
    public CustomResourceDefinitionNames? Names { get; init; }

    /// <summary><c>Namespaced</c> or <c>Cluster</c>.</summary>
    [Required]
    [AllowedValues("Cluster", "Namespaced")]
    public string? Scope { get; init; }

    /// <summary>Versions of the kind.</summary>
    [Required]
    public IReadOnlyList<CustomResourceDefinitionVersion>? Versions { get; init; }

    /// <summary>How objects get from one version to another.</summary>
    public CustomResourceConversion? Conversion { get; init; }

    /// <summary>Old; must be false.</summary>
    public bool? PreserveUnknownFields { get; init; }
}
