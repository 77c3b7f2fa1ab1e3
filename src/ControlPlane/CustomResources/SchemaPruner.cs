using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Removes the fields that a schema does not know, and unknown fields of metadata.</summary>
internal static class SchemaPruner
{
    /// <summary>Prunes a whole document, whose type and metadata its schema need not name.</summary>
    /// <returns>The paths of the removed fields, in order, for example <c>spec.tags[0].colour</c>.</returns>
    internal static IReadOnlyList<string> Prune(StructuralSchema schema, JsonObject document)
    {
        List<string> removed = [];
        Prune(schema with { EmbeddedResource = true }, document, "", removed);
        removed.Sort(StringComparer.Ordinal);
        return removed;
    }

    /// <summary>Prunes a value that is part of a document.</summary>
    internal static IReadOnlyList<string> PruneValue(StructuralSchema schema, JsonNode value)
    {
        List<string> removed = [];
        Prune(schema, value, "", removed);
        return removed;
    }

    private static void Prune(StructuralSchema? schema, JsonNode? value, string path, List<string> removed)
    {
        if (value is JsonObject map)
        {
            foreach (var (name, field) in map.ToList())
            {
                var at = FieldPaths.Child(path, name);
                if (schema?.EmbeddedResource == true && (name is "apiVersion" or "kind" or "metadata"))
                {
                    Prune(name == "metadata" ? BuiltInSchemas.ObjectMeta : StructuralSchema.Anything, field, at, removed);
                }
                else if (schema?.Field(name) is { } known)
                {
                    Prune(known, field, at, removed);
                }
                else if (schema?.PreserveUnknownFields != true)
                {
                    map.Remove(name);
                    removed.Add(at);
                }
            }
        }
        else if (value is JsonArray list && schema?.PreserveUnknownFields != true)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Prune(schema?.Items, list[i], FieldPaths.Index(path, i), removed);
            }
        }
    }
}
