using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>The schemas of kinds as OpenAPI v3 components: one definition for each type, joined by references.</summary>
internal sealed class OpenApiDefinitions
{
    /// <summary>Kinds that every group uses, though no path serves them.</summary>
    private static readonly Type[] SharedKinds = [typeof(DeleteOptions), typeof(Status)];

    /// <summary>The group has a list of secrets of its own: what a stream imports with.</summary>
    private static readonly ResourceKind[] ListsOfImageGroup = [new(ImageGroup.Name, ImageGroup.Version, nameof(Secret), "imagestreams", Namespaced: true)];

    private readonly SortedDictionary<string, JsonObject> _definitions = new(StringComparer.Ordinal);
    private readonly XmlComments _comments;

    private OpenApiDefinitions(XmlComments comments) => _comments = comments;

    /// <summary>The kinds of <c>image.openshift.io</c>.</summary>
    internal static JsonObject OfImageGroup(XmlComments comments) =>
        Of(comments, group => group == ImageGroup.Name, new Dictionary<string, JsonObject>(), ListsOfImageGroup);

    /// <summary>The kinds that the embedded control plane has built in: the entities, and those that it only stores.</summary>
    internal static JsonObject OfBuiltInKinds(XmlComments comments) =>
        Of(comments, EntityKinds.IsBuiltIn, StoredOnlyKinds.Read(), []);

    private static JsonObject Of(
        XmlComments comments, Func<string, bool> isWanted, IReadOnlyDictionary<string, JsonObject> others, IReadOnlyList<ResourceKind> secretLists)
    {
        var result = new OpenApiDefinitions(comments);
        foreach (var kind in SharedKinds)
        {
            var name = result.Add(kind, "");
            result._definitions[name]["x-kubernetes-group-version-kind"] =
                GroupVersionKind(new ResourceKind("", "v1", kind.Name, "", Namespaced: false), kind.Name);
        }

        foreach (var kind in EntityKinds.All)
        {
            // An entity may know only a part of a kind that is stored as it comes.
            var resource = EntityKinds.ResourceKindOf(kind);
            if (isWanted(resource.Group) && !others.ContainsKey(DefinitionNames.Of(kind, resource.Group)))
            {
                result.AddKind(kind, resource);
            }
        }

        foreach (var list in secretLists)
        {
            result.AddList(typeof(Secret), list);
        }

        foreach (var (name, definition) in others)
        {
            result._definitions.Add(name, definition);
        }

        return new(result._definitions.Select(definition => KeyValuePair.Create(definition.Key, (JsonNode?)definition.Value)));
    }

    private void AddKind(Type kind, ResourceKind resource)
    {
        var name = Add(kind, resource.Group);
        _definitions[name]["x-kubernetes-group-version-kind"] = GroupVersionKind(resource, resource.Kind);
        if (EntityKinds.HasList(kind))
        {
            AddList(kind, resource);
        }
    }

    private void AddList(Type item, ResourceKind resource)
    {
        var schema = ObjectSchema(typeof(KubernetesList<>).MakeGenericType(item), resource.Group);
        schema["required"] = SchemaKeywords.Texts(["items"]);
        schema["x-kubernetes-group-version-kind"] = GroupVersionKind(resource, $"{resource.Kind}List");
        _definitions.Add($"{DefinitionNames.PrefixOf(resource.Group)}.{resource.Kind}List", schema);
    }

    private static JsonArray GroupVersionKind(ResourceKind resource, string kind) =>
        [new JsonObject { ["group"] = resource.Group, ["kind"] = kind, ["version"] = resource.Version }];

    /// <summary>Adds the definition of the type and of all that it refers to.</summary>
    /// <returns>The name of the definition.</returns>
    private string Add(Type type, string group)
    {
        var name = DefinitionNames.Of(type, group);
        if (_definitions.TryAdd(name, []))
        {
            _definitions[name] = ObjectSchema(type, group);
        }

        return name;
    }

    private JsonObject ObjectSchema(Type type, string group)
    {
        var schema = SchemaKeywords.Object(
            EntityField.Of(type), type, field => SchemaOf(field, group), field => field.IsRequired || field.IsAlwaysServed);
        return SchemaKeywords.Described(schema, _comments.Of(type));
    }

    private JsonObject SchemaOf(EntityField field, string group)
    {
        var schema = field.PreservesUnknownFields && field.Type != typeof(JsonElement) ? AnyObject() : SchemaOf(field.Type, group);
        if (schema.ContainsKey("$ref"))
        {
            schema = new() { ["allOf"] = new JsonArray(schema) }; // A reference has no room for a description beside it.
        }

        SchemaKeywords.AddRules(schema, field);
        AddPatchRules(schema, field);
        return SchemaKeywords.Described(schema, _comments.Of(field.Property));
    }

    /// <summary>An object of which a document does not say more: what it holds is up to its own kind.</summary>
    private JsonObject AnyObject()
    {
        _definitions.TryAdd(DefinitionNames.AnyObject, new() { ["description"] = "An object of any kind.", ["type"] = "object" });
        return new() { ["$ref"] = $"#/components/schemas/{DefinitionNames.AnyObject}" };
    }

    private JsonObject SchemaOf(Type type, string group)
    {
        if (ScalarSchemas.Of(type) is { } scalar)
        {
            return scalar;
        }

        if (EntityField.ItemOf(type) is { } item)
        {
            return new() { ["type"] = "array", ["items"] = SchemaOf(item, group) };
        }

        if (EntityField.ValueOf(type) is { } value)
        {
            return new() { ["type"] = "object", ["additionalProperties"] = SchemaOf(value, group) };
        }

        return type == typeof(JsonElement)
            ? new() { [SchemaKeywords.PreserveUnknownFields] = true }
            : type == typeof(EmptyObject)
            ? new() { ["type"] = "object" }
            : new() { ["$ref"] = $"#/components/schemas/{Add(type, group)}" };
    }

    /// <summary>How a strategic merge patch treats the field: a list that has one key is merged by it, a set by its values.</summary>
    private static void AddPatchRules(JsonObject schema, EntityField field)
    {
        if (field.MapKeys is [var key, ..])
        {
            schema[SchemaKeywords.PatchMergeKey] = key;
            schema[SchemaKeywords.PatchStrategy] = "merge";
        }
        else if (field.IsSet)
        {
            schema[SchemaKeywords.PatchStrategy] = "merge";
        }
        else if (field.IsReplacedByPatches)
        {
            schema[SchemaKeywords.PatchStrategy] = "replace";
        }
    }
}
