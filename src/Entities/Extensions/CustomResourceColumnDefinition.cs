namespace ImageStreams.Entities;

/// <summary>A column of tables.</summary>
public sealed record CustomResourceColumnDefinition
{
    /// <summary>Heading.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>OpenAPI type of the cells.</summary>
    [Required]
    public string? Type { get; init; }

    /// <summary>OpenAPI format of the cells.</summary>
    public string? Format { get; init; }

    /// <summary>What the column shows.</summary>
    public string? Description { get; init; }

    /// <summary>0 is always shown, more only in wide tables.</summary>
    public int? Priority { get; init; }

    /// <summary>Where the cell is in the object.</summary>
    [Required]
    public string? JsonPath { get; init; }
}
