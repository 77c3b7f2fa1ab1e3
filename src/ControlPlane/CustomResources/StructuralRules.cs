using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Whether a schema is structural: every field has a type, in one place, and nothing inside a combination changes it.</summary>
internal static class StructuralRules
{
    /// <summary>Where a schema stands; the messages name it.</summary>
    private enum Place
    {
        Root,
        Item,
        Field,
    }

    internal static IReadOnlyList<FieldError> Check(JsonObject schema, string path)
    {
        List<FieldError> errors = [];
        CheckStructure(schema, path, Place.Root, errors);
        return errors;
    }

    private static void CheckStructure(JsonObject schema, string path, Place place, List<FieldError> errors)
    {
        if (TypeOf(schema) == "array" && schema["items"] is null)
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }

        if (schema["items"] is JsonObject items)
        {
            CheckStructure(items, $"{path}.items", Place.Item, errors);
        }

        foreach (var (name, field) in SchemaNodes.Sorted(schema["properties"]))
        {
            CheckStructure(field!.AsObject(), $"{path}.properties[{name}]", Place.Field, errors);
        }

        if (schema["additionalProperties"] is { } additional)
        {
            if (place == Place.Root)
            {
                errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "must not be used at the root"));
            }

            if (additional is JsonObject values)
            {
                CheckStructure(values, $"{path}.additionalProperties", Place.Field, errors);
            }
        }

        CheckExtensions(schema, path, errors);
        CheckType(schema, path, place, errors);
        CheckDocumentFields(schema, path, place, errors);
        NestedSchemaRules.CheckCombinations(schema, path, errors);
    }

    private static void CheckExtensions(JsonObject schema, string path, List<FieldError> errors)
    {
        const string detail = "must be false if x-kubernetes-int-or-string is true";
        var intOrString = Flag(schema, "int-or-string");
        if (intOrString && Flag(schema, "preserve-unknown-fields"))
        {
            errors.Add(FieldError.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", true, detail));
        }

        if (intOrString && Flag(schema, "embedded-resource"))
        {
            errors.Add(FieldError.Invalid($"{path}.x-kubernetes-embedded-resource", true, detail));
        }

        if (!Flag(schema, "embedded-resource"))
        {
            return;
        }

        if (schema["additionalProperties"] is not null)
        {
            errors.Add(FieldError.Forbidden(
                $"{path}.additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"));
        }

        if (!Flag(schema, "preserve-unknown-fields") && schema["properties"] is not JsonObject { Count: > 0 })
        {
            errors.Add(FieldError.Required(
                $"{path}.properties",
                "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
        }
    }

    private static void CheckType(JsonObject schema, string path, Place place, List<FieldError> errors)
    {
        var type = TypeOf(schema);
        var at = $"{path}.type";
        if (Flag(schema, "embedded-resource") && type != "object")
        {
            const string detail = "must be object if x-kubernetes-embedded-resource is true";
            errors.Add(type.Length == 0 ? FieldError.Required(at, detail) : FieldError.Invalid(at, type, detail));
        }
        else if (type.Length == 0 && !Flag(schema, "int-or-string") && !Flag(schema, "preserve-unknown-fields"))
        {
            errors.Add(FieldError.Required(at, place switch
            {
                Place.Root => "must not be empty at the root",
                Place.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            }));
        }

        if (place == Place.Root && type.Length > 0 && type != "object")
        {
            errors.Add(FieldError.Invalid(at, type, "must be object at the root"));
        }
    }

    /// <summary>The control plane has its own idea of <c>apiVersion</c>, <c>kind</c> and <c>metadata</c>: schemas may hardly restrict them.</summary>
    private static void CheckDocumentFields(JsonObject schema, string path, Place place, List<FieldError> errors)
    {
        if (place != Place.Root && !Flag(schema, "embedded-resource"))
        {
            return;
        }

        foreach (var name in new[] { "apiVersion", "kind" })
        {
            if (schema.At("properties", name) is JsonObject field && TypeOf(field) != "string")
            {
                errors.Add(FieldError.Invalid($"{path}.properties[{name}].type", TypeOf(field), "must be string"));
            }
        }

        if (schema.At("properties", "metadata") is not JsonObject metadata)
        {
            return;
        }

        var at = $"{path}.properties[metadata]";
        if (TypeOf(metadata) != "object")
        {
            errors.Add(FieldError.Invalid($"{at}.type", TypeOf(metadata), "must be object"));
        }

        if (place == Place.Root && !RestrictsOnlyNames(metadata))
        {
            errors.Add(FieldError.Forbidden(
                at, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
        }
    }

    private static bool RestrictsOnlyNames(JsonObject metadata) =>
        metadata.All(keyword => keyword.Key is "type" or "default"
            || (keyword is { Key: "properties", Value: JsonObject fields } && fields.All(field => field.Key is "name" or "generateName")));

    private static string TypeOf(JsonObject schema) => JsonValues.TextOf(schema["type"]) ?? "";

    private static bool Flag(JsonObject schema, string extension) => JsonValues.IsTrue(schema[$"x-kubernetes-{extension}"]);
}
