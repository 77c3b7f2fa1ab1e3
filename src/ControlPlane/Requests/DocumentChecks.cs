using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Brings documents that came in from outside into the shape of their schema.</summary>
/// <remarks>docs/spec/control-plane.md#documents</remarks>
internal static class DocumentChecks
{
    /// <summary>Removes unknown fields, fills in defaults.</summary>
    /// <param name="resource">Resource that the document is for.</param>
    /// <param name="document">Changed in place.</param>
    /// <param name="findings">Gets a text for each unknown field.</param>
    /// <returns>What is wrong with the type of a field, in the words of Go's JSON; null when nothing is.</returns>
    public static string? Shape(ServedResource resource, JsonObject document, List<string> findings)
    {
        if (document["metadata"] is null)
        {
            document["metadata"] = new JsonObject();
        }

        if (FieldTypes.FindError(BuiltInSchemas.ObjectMeta, document["metadata"], "ObjectMeta", resource.IsCustom ? "" : "metadata") is { } metadata)
        {
            return metadata;
        }

        var schema = resource.Schema ?? StructuralSchema.Anything;
        if (!resource.IsCustom && FieldTypes.FindError(schema, document, resource.Kind.Kind, "") is { } error)
        {
            return error;
        }

        findings.AddRange(SchemaPruner.Prune(schema, document).Select(path => $"unknown field {GoText.Quote(path)}"));
        RemoveEmptyMetadata(document.Metadata, resource.IsCustom);
        SchemaDefaults.Apply(schema, document);
        return null;
    }

    /// <summary>What is wrong with the values, by the schema of a custom resource; built-in kinds have rules of their own.</summary>
    public static IEnumerable<FieldError> Validate(ServedResource resource, JsonObject document, JsonObject? old) =>
        resource is { IsCustom: true, Schema: { } schema } ? SchemaValidator.Validate(schema, document, old) : [];

    // Metadata is typed: what is empty is not there. Only built-in kinds are told by an empty list that managers are to be forgotten.
    private static void RemoveEmptyMetadata(JsonObject metadata, bool isCustom)
    {
        foreach (var (name, value) in metadata.Where(field => isCustom || field.Key != "managedFields").ToList())
        {
            if (value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 }
                || (name != "creationTimestamp" && value is JsonValue text && text.TryGetValue<string>(out var content) && content.Length == 0))
            {
                metadata.Remove(name);
            }
        }
    }
}
