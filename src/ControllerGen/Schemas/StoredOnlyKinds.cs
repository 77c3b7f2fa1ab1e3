using System.Text.Json.Nodes;

namespace ImageStreams.ControllerGen;

/// <summary>Kinds without an entity, which the control plane stores but does not act on: only the rules by which they merge.</summary>
/// <remarks>
/// <c>Kinds/stored-only.json</c> names each type with the fields that matter; every other field is kept as it comes.
/// </remarks>
internal static class StoredOnlyKinds
{
    private const string Resource = "stored-only.json";

    internal static IReadOnlyDictionary<string, JsonObject> Read()
    {
        using var stream = typeof(StoredOnlyKinds).Assembly.GetManifestResourceStream(Resource)!;
        var definitions = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (package, types) in JsonNode.Parse(stream)!.AsObject())
        {
            foreach (var (name, type) in types!.AsObject())
            {
                AddTo(definitions, package, name, type!.AsObject());
            }
        }

        return definitions;
    }

    private static void AddTo(SortedDictionary<string, JsonObject> definitions, string package, string name, JsonObject type)
    {
        var schema = Schema(package, type);
        definitions.Add($"{package}.{name}", schema);
        if (type["group"] is not { } group)
        {
            return;
        }

        var version = package[(package.LastIndexOf('.') + 1)..];
        schema["properties"] = WithTypeAndMetadata(schema["properties"]?.AsObject() ?? [], "ObjectMeta");
        schema["x-kubernetes-group-version-kind"] = GroupVersionKind(group, version, name);
        definitions.Add($"{package}.{name}List", new()
        {
            ["description"] = $"Several objects of the kind {name}.",
            ["type"] = "object",
            ["properties"] = WithTypeAndMetadata(
                new() { ["items"] = new JsonObject { ["type"] = "array", ["items"] = Reference($"{package}.{name}") } }, "ListMeta"),
            ["required"] = SchemaKeywords.Texts(["items"]),
            ["x-kubernetes-group-version-kind"] = GroupVersionKind(group, version, $"{name}List"),
        });
    }

    private static JsonObject Schema(string package, JsonObject type)
    {
        var schema = new JsonObject { ["description"] = type["description"]!.DeepClone(), ["type"] = "object" };
        if (type["fields"] is JsonObject fields)
        {
            schema["properties"] = new JsonObject(
                fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)Field(package, field.Value!.AsObject()))));
        }

        schema[SchemaKeywords.PreserveUnknownFields] = true;
        if (type["atomic"] is not null)
        {
            schema[SchemaKeywords.MapType] = "atomic";
        }

        return schema;
    }

    /// <summary>A field of the file: a list, an object of a type, a map of texts with one owner, a map of quantities, or a scalar.</summary>
    private static JsonObject Field(string package, JsonObject field)
    {
        if (field["keys"] is JsonArray keys)
        {
            return KeyedList(Type(package, field), keys, field["patch"] ?? "merge");
        }

        if (field["set"] is not null)
        {
            return new() { ["type"] = "array", ["items"] = Type(package, field), [SchemaKeywords.ListType] = "set" };
        }

        if (field["atomicMap"] is not null)
        {
            return new()
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                [SchemaKeywords.MapType] = "atomic",
            };
        }

        if (field["quantities"] is not null)
        {
            return new() { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["description"] = "A quantity, as a text or a number." } };
        }

        return field["patch"] is { } patch
            ? new() { ["allOf"] = new JsonArray(Type(package, field)), [SchemaKeywords.PatchStrategy] = patch.DeepClone() }
            : Type(package, field);
    }

    private static JsonObject KeyedList(JsonObject item, JsonArray keys, JsonNode patchStrategy) => new()
    {
        ["type"] = "array",
        ["items"] = item,
        [SchemaKeywords.ListType] = "map",
        [SchemaKeywords.ListMapKeys] = keys.DeepClone(),
        [SchemaKeywords.PatchMergeKey] = keys[0]!.DeepClone(),
        [SchemaKeywords.PatchStrategy] = patchStrategy.DeepClone(),
    };

    /// <summary>The type of a field or of its items: a scalar, perhaps with a default, or another type, of the same package unless it names one.</summary>
    private static JsonObject Type(string package, JsonObject field)
    {
        if (field["ref"]?.GetValue<string>() is { } name)
        {
            return Reference(name.Contains('.', StringComparison.Ordinal) ? name : $"{package}.{name}");
        }

        var schema = new JsonObject { ["type"] = field["type"]!.DeepClone() };
        if (field["default"] is { } value)
        {
            schema["default"] = value.DeepClone();
        }

        return schema;
    }

    private static JsonObject WithTypeAndMetadata(JsonObject properties, string metadata)
    {
        properties.Insert(0, "apiVersion", new JsonObject { ["description"] = "Group and version of the document.", ["type"] = "string" });
        properties.Insert(1, "kind", new JsonObject { ["description"] = "Kind of the document.", ["type"] = "string" });
        properties.Insert(2, "metadata", new JsonObject
        {
            ["description"] = "Standard metadata.",
            ["allOf"] = new JsonArray(Reference($"{DefinitionNames.Meta}.{metadata}")),
        });
        return (JsonObject)properties.DeepClone();
    }

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonArray GroupVersionKind(JsonNode group, string version, string kind) =>
        [new JsonObject { ["group"] = group.DeepClone(), ["kind"] = kind, ["version"] = version }];
}
