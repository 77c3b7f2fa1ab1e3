using System.Text.Json;

namespace ImageStreams.Entities;

/// <summary>A version of a kind.</summary>
public sealed record CustomResourceDefinitionVersion
{
    /// <summary>Name of the version.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>Whether the version is served.</summary>
    [Required]
    public bool? Served { get; init; }

    /// <summary>Whether objects are stored in this version; true for just one.</summary>
    [Required]
    public bool? Storage { get; init; }

    /// <summary>Whether users are warned of the version.</summary>
    public bool? Deprecated { get; init; }

    /// <summary>The text of that warning.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>Form of the objects.</summary>
    public CustomResourceValidation? Schema { get; init; }

    /// <summary>Subresources that are served.</summary>
    public CustomResourceSubresources? Subresources { get; init; }

    /// <summary>Columns of tables.</summary>
    public IReadOnlyList<CustomResourceColumnDefinition>? AdditionalPrinterColumns { get; init; }

    /// <summary>Fields that objects can be selected by.</summary>
    public JsonElement? SelectableFields { get; init; }
}
