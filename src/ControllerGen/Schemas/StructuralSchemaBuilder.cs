using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>The schema of a kind as a CRD wants it: structural, everything inline.</summary>
internal sealed class StructuralSchemaBuilder(XmlComments comments)
{
    internal JsonObject Build(Type kind)
    {
        var schema = SchemaKeywords.Object(EntityField.Of(kind), kind, field => field.Type == typeof(ObjectMeta)
            ? new JsonObject { ["type"] = "object" } // The control plane has its own schema for it and allows no other.
            : SchemaOf(field), IsRequired);
        return SchemaKeywords.Described(schema, comments.Of(kind));
    }

    private static bool IsRequired(EntityField field) => field.IsRequired;

    private JsonObject SchemaOf(EntityField field)
    {
        var schema = field.PreservesUnknownFields ? Preserved() : SchemaOf(field.Type);
        SchemaKeywords.AddRules(schema, field);
        if (field.WrittenAsNull)
        {
            schema["nullable"] = true;
        }

        return SchemaKeywords.Described(schema, comments.Of(field.Property));
    }

    private JsonObject SchemaOf(Type type)
    {
        if (ScalarSchemas.Of(type) is { } scalar)
        {
            return scalar;
        }

        if (EntityField.ItemOf(type) is { } item)
        {
            return new() { ["type"] = "array", ["items"] = Item(item) };
        }

        if (EntityField.ValueOf(type) is { } value)
        {
            return new() { ["type"] = "object", ["additionalProperties"] = SchemaOf(value) };
        }

        return type == typeof(JsonElement) ? Preserved() : SchemaKeywords.Object(EntityField.Of(type), type, SchemaOf, IsRequired);
    }

    private JsonObject Item(Type type) => SchemaKeywords.Described(SchemaOf(type), comments.Of(type));

    private static JsonObject Preserved() => new() { ["type"] = "object", [SchemaKeywords.PreserveUnknownFields] = true };
}
