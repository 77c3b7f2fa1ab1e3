using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The schemas inside a schema, each with its path.</summary>
internal static class SchemaNodes
{
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Singles = ["items", "additionalProperties", "not"];

    /// <summary>The schema itself and all below it.</summary>
    internal static IEnumerable<(JsonObject Schema, string Path)> All(JsonObject schema, string path)
    {
        yield return (schema, path);
        foreach (var (child, at) in Children(schema, path))
        {
            foreach (var node in child is JsonObject map ? All(map, at) : [])
            {
                yield return node;
            }
        }
    }

    /// <summary>What stands directly below, whether it is a schema or not.</summary>
    internal static IEnumerable<(JsonNode? Schema, string Path)> Children(JsonObject schema, string path)
    {
        foreach (var (name, field) in Sorted(schema["properties"]))
        {
            yield return (field, $"{path}.properties[{name}]");
        }

        foreach (var keyword in Singles.Where(keyword => schema[keyword] is JsonObject))
        {
            yield return (schema[keyword], $"{path}.{keyword}");
        }

        foreach (var keyword in Lists)
        {
            foreach (var item in Indexed(schema[keyword], $"{path}.{keyword}"))
            {
                yield return item;
            }
        }
    }

    internal static IEnumerable<KeyValuePair<string, JsonNode?>> Sorted(JsonNode? map) =>
        (map as JsonObject ?? []).OrderBy(field => field.Key, StringComparer.Ordinal);

    internal static IEnumerable<(JsonNode? Schema, string Path)> Indexed(JsonNode? list, string path) =>
        (list as JsonArray ?? []).Select((item, i) => (item, FieldPaths.Index(path, i)));
}
