using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>How values of a type merge: as scalars, as lists, as maps. Several are possible where the schema does not say the type.</summary>
/// <remarks>docs/spec/apply.md#types</remarks>
internal sealed class TypeSchema
{
    private TypeSchema()
    {
    }

    /// <summary>Nothing is known: maps merge field by field, lists are replaced as a whole.</summary>
    internal static TypeSchema Deduced { get; } = NewDeduced();

    /// <summary>Which scalars are allowed; <c>null</c> when none are.</summary>
    internal ScalarType? Scalar { get; private init; }

    internal ListTypeSchema? List { get; private init; }

    internal MapTypeSchema? Map { get; private set; }

    /// <summary>The value of an absent field; keys of lists count with their defaults.</summary>
    internal JsonNode? Default { get; private init; }

    /// <summary>The type of the documents of a built-in kind.</summary>
    internal static TypeSchema OfKind(StructuralSchema schema) => From(schema, preserve: false);

    /// <summary>The type of the documents of a custom resource: with type and metadata, which its schema need not describe.</summary>
    internal static TypeSchema OfCustomResource(StructuralSchema schema)
    {
        var text = new StructuralSchema { Type = "string" };
        return From(WithDocumentFields(schema, text), preserve: false);
    }

    internal static TypeSchema From(StructuralSchema schema, bool preserve)
    {
        if (schema == StructuralSchema.Anything)
        {
            return Deduced;
        }

        if (schema.EmbeddedResource)
        {
            schema = WithDocumentFields(schema with { EmbeddedResource = false }, new StructuralSchema { Type = "string" });
        }

        var isKept = preserve || schema.PreserveUnknownFields;
        return new()
        {
            Scalar = schema.Type switch
            {
                "" => ScalarType.Any,
                "integer" or "number" => ScalarType.Number,
                "boolean" => ScalarType.Boolean,
                "string" => schema.Format is "" or "byte" ? ScalarType.Text : ScalarType.Any,
                _ => null,
            },
            List = schema.Type is "" or "array" ? ListTypeSchema.From(schema, isKept) : null,
            Map = schema.Type is "" or "object" ? MapTypeSchema.From(schema, isKept) : null,
            Default = schema.Default,
        };
    }

    /// <summary>What the type says of a value of this form: only lists, only maps, only scalars, or still all.</summary>
    internal TypeSchema For(FieldValue value)
    {
        if (!value.Exists || value.Node is null)
        {
            return this;
        }

        return value.Node switch
        {
            JsonObject => Map is null ? this : new() { Map = Map },
            JsonArray => List is null ? this : new() { List = List },
            _ => Scalar is null ? this : new() { Scalar = Scalar },
        };
    }

    /// <summary>Whether both say the same of a value.</summary>
    internal bool IsSameForm(TypeSchema other) => Scalar == other.Scalar && List == other.List && Map == other.Map;

    private static TypeSchema NewDeduced()
    {
        var deduced = new TypeSchema { Scalar = ScalarType.Any, List = ListTypeSchema.Untyped };
        deduced.Map = MapTypeSchema.Open(deduced);
        return deduced;
    }

    private static StructuralSchema WithDocumentFields(StructuralSchema schema, StructuralSchema text)
    {
        var fields = new Dictionary<string, StructuralSchema>(schema.Properties, StringComparer.Ordinal)
        {
            ["apiVersion"] = text,
            ["kind"] = text,
            ["metadata"] = BuiltInSchemas.ObjectMeta,
        };
        return schema with { Properties = fields };
    }
}
