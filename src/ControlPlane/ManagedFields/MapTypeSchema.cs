namespace ImageStreams.ControlPlane;

/// <summary>How maps of a type merge.</summary>
/// <param name="Fields">The fields with names.</param>
/// <param name="Others">Type of all other fields; <c>null</c> when there are none.</param>
/// <param name="IsAtomic">Whether the map has one owner as a whole.</param>
internal sealed record MapTypeSchema(IReadOnlyDictionary<string, TypeSchema> Fields, TypeSchema? Others, bool IsAtomic)
{
    /// <summary>A map of fields of one type.</summary>
    internal static MapTypeSchema Open(TypeSchema others) => new(new Dictionary<string, TypeSchema>(), others, false);

    internal static MapTypeSchema From(StructuralSchema schema, bool preserve)
    {
        var fields = schema.Properties.ToDictionary(
            field => field.Key, field => TypeSchema.From(field.Value, preserve), StringComparer.Ordinal);
        var isOpen = preserve || fields.Count == 0;
        var others = schema.AdditionalProperties is { } values ? TypeSchema.From(values, preserve) : isOpen ? TypeSchema.Deduced : null;
        return new(fields, others, schema.MapType == "atomic");
    }

    internal TypeSchema? Find(string name) => Fields.GetValueOrDefault(name) ?? Others;
}
