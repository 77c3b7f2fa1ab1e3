using System.Text.Json;

namespace ImageStreams.Entities;

/// <summary>The fields that one manager set through one version of the API.</summary>
public sealed record ManagedFieldsEntry
{
    /// <summary>Name of the manager, for example <c>kubectl</c>.</summary>
    public string? Manager { get; init; }

    /// <summary><c>Apply</c> or <c>Update</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>Version in which the field names are meant.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>When the entry last changed.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Form of <c>fieldsV1</c>; always <c>FieldsV1</c>.</summary>
    public string? FieldsType { get; init; }

    /// <summary>The set of fields, as a tree of path elements.</summary>
    public JsonElement? FieldsV1 { get; init; }

    /// <summary>Subresource through which the fields were set; empty for the object itself.</summary>
    public string? Subresource { get; init; }
}
