using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Whether a mapping can be carried out (docs/spec/tags.md#mappings).</summary>
public static class MappingValidation
{
    /// <param name="mapping">The mapping, with its defaults: <see cref="TagMapping.WithDefaults"/>.</param>
    public static IReadOnlyList<StatusCause> Validate(ImageStreamMapping mapping) =>
    [
        .. NameRules.CheckPath(mapping.Metadata),
        .. StreamCauses(mapping.Metadata?.Name),
        .. TagCauses(mapping.Tag),
        .. ImageValidation.Validate(mapping.Image ?? new Image(), "image."),
    ];

    // Old mappings could name the repository instead of the stream; clients know the two causes together.
    private static IEnumerable<StatusCause> StreamCauses(string? name) =>
        string.IsNullOrEmpty(name) ? [FieldErrors.Required("name", ""), FieldErrors.Required("dockerImageRepository", "")] : [];

    private static IEnumerable<StatusCause> TagCauses(string? tag) => string.IsNullOrEmpty(tag) ? [FieldErrors.Required("tag", "")] : [];
}
