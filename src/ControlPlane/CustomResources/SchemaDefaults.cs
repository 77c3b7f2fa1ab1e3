using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Fills in the defaults of a schema.</summary>
/// <remarks>A <c>null</c> where the schema allows none counts as absent: it is replaced by the default, or removed.</remarks>
internal static class SchemaDefaults
{
    internal static void Apply(StructuralSchema schema, JsonObject document)
    {
        RemoveNulls(schema, document);
        Fill(schema, document);
    }

    private static bool IsStrayNull(StructuralSchema? schema, JsonNode? value) => value is null && schema is { Nullable: false };

    private static void RemoveNulls(StructuralSchema? schema, JsonNode? value)
    {
        if (value is JsonObject map)
        {
            foreach (var (name, field) in map.ToList())
            {
                var known = schema?.Field(name);
                if (IsStrayNull(known, field) && known!.Default is null)
                {
                    map.Remove(name);
                }
                else
                {
                    RemoveNulls(known, field);
                }
            }
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                RemoveNulls(schema?.Items, item);
            }
        }
    }

    private static void Fill(StructuralSchema? schema, JsonNode? value)
    {
        if (schema is null)
        {
            return;
        }

        if (value is JsonObject map)
        {
            FillObject(schema, map);
        }
        else if (value is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (IsStrayNull(schema.Items, list[i]) && schema.Items!.Default is { } missing)
                {
                    list[i] = missing.DeepClone();
                }

                Fill(schema.Items, list[i]);
            }
        }
    }

    private static void FillObject(StructuralSchema schema, JsonObject map)
    {
        foreach (var (name, field) in schema.Properties)
        {
            if (field.Default is { } missing && (!map.TryGetPropertyValue(name, out var value) || IsStrayNull(field, value)))
            {
                map[name] = missing.DeepClone();
            }
        }

        foreach (var (name, value) in map.ToList())
        {
            var field = schema.Field(name);
            if (IsStrayNull(field, value) && field!.Default is { } missing)
            {
                map[name] = missing.DeepClone();
            }

            Fill(field, map[name]);
        }
    }
}
