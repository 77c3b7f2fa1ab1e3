using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>What becomes of a CustomResourceDefinition on its way into the store, before it is checked.</summary>
internal static class CustomResourceDefinitionStrategy
{
    /// <summary>Fills in the names that follow from the kind, and the conversion.</summary>
    internal static void ApplyDefaults(JsonObject definition)
    {
        if (definition["spec"] is not JsonObject spec)
        {
            return;
        }

        if (spec["conversion"] is null)
        {
            spec["conversion"] = new JsonObject { ["strategy"] = "None" };
        }

        if (spec["names"] is JsonObject names && JsonValues.TextOf(names["kind"]) is { Length: > 0 } kind)
        {
            SetIfEmpty(names, "singular", kind.ToLowerInvariant());
            SetIfEmpty(names, "listKind", $"{kind}List");
        }

        foreach (var schema in DefinitionVersionRules.Versions(spec).Select(version => version.At("schema", "openAPIV3Schema")).OfType<JsonObject>())
        {
            DropNullDefaults(schema);
        }
    }

    /// <summary>Whatever status was sent is replaced by that of a definition that nothing has been said about yet.</summary>
    internal static void PrepareForCreate(JsonObject definition)
    {
        ApplyDefaults(definition);
        definition["status"] = new JsonObject
        {
            ["acceptedNames"] = new JsonObject { ["kind"] = "", ["plural"] = "" },
            ["storedVersions"] = new JsonArray(StorageVersion(definition)),
        };
    }

    /// <summary>Keeps the status of the stored definition; a new storage version is added to the stored ones.</summary>
    internal static void PrepareForUpdate(JsonObject definition, JsonObject old)
    {
        ApplyDefaults(definition);
        definition["status"] = old["status"]?.DeepClone() ?? new JsonObject();
        var stored = definition["status"]!["storedVersions"] as JsonArray;
        if (stored is null)
        {
            definition["status"]!["storedVersions"] = stored = [];
        }

        var storage = StorageVersion(definition).Where(name => !stored.Any(known => JsonNode.DeepEquals(known, name)));
        foreach (var name in storage)
        {
            stored.Add(name);
        }
    }

    private static JsonNode[] StorageVersion(JsonObject definition) =>
    [
        .. DefinitionVersionRules.Versions(definition["spec"] as JsonObject ?? [])
            .Where(version => JsonValues.IsTrue(version["storage"]) && JsonValues.IsText(version["name"]))
            .Take(1)
            .Select(version => version["name"]!.DeepClone()),
    ];

    /// <summary>A default of <c>null</c> is none.</summary>
    private static void DropNullDefaults(JsonObject schema)
    {
        foreach (var (node, _) in SchemaNodes.All(schema, "").Where(node => node.Schema["default"] is null).ToList())
        {
            node.Remove("default");
        }
    }

    private static void SetIfEmpty(JsonObject names, string name, string value)
    {
        if (string.IsNullOrEmpty(JsonValues.TextOf(names[name])))
        {
            names[name] = value;
        }
    }
}
