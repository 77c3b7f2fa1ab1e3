using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The OpenAPI components of everything that is served: built-in kinds, and those that definitions bring.</summary>
/// <remarks>docs/spec/schemas.md#openapi</remarks>
internal static class ServedDefinitions
{
    private const string Prefix = "#/components/schemas/";
    private const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
    private const string ListMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";

    /// <summary>All components by name, as OpenAPI v3 wants them.</summary>
    /// <param name="resources">The custom resources that are served.</param>
    internal static JsonObject Of(IEnumerable<CustomResource> resources)
    {
        var definitions = BuiltInSchemas.Definitions.DeepClone().AsObject();
        foreach (var resource in resources)
        {
            foreach (var version in resource.Versions.Where(version => version.IsServed))
            {
                var name = NameOf(resource.Group, version.Name, resource.Kind);
                definitions[name] = Kind(resource, version);
                definitions[NameOf(resource.Group, version.Name, resource.ListKind)] = List(resource, version, name);
            }
        }

        return definitions;
    }

    /// <summary>Name of the component of a custom resource: its group backwards, version and kind.</summary>
    internal static string NameOf(string group, string version, string kind) =>
        $"{string.Join('.', group.Split('.').Reverse())}.{version}.{kind}";

    private static JsonObject Kind(CustomResource resource, CustomResourceVersion version)
    {
        var schema = version.OpenApiSchema.DeepClone().AsObject();
        DescribeEmbedded(schema);
        AddDocumentFields(schema);
        schema["x-kubernetes-group-version-kind"] = GroupVersionKind(resource, version, resource.Kind);
        return schema;
    }

    private static JsonObject List(CustomResource resource, CustomResourceVersion version, string item) => new()
    {
        ["description"] = $"{resource.ListKind} is a list of {resource.Kind}",
        ["type"] = "object",
        ["required"] = new JsonArray("items"),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = Text("Group and version of the document."),
            ["kind"] = Text("Kind of the document."),
            ["metadata"] = Reference(ListMeta, "Metadata of the list."),
            ["items"] = new JsonObject
            {
                ["description"] = $"List of {resource.Plural}.",
                ["type"] = "array",
                ["items"] = new JsonObject { ["$ref"] = Prefix + item },
            },
        },
        ["x-kubernetes-group-version-kind"] = GroupVersionKind(resource, version, resource.ListKind),
    };

    /// <summary>Documents inside a document have type and metadata too.</summary>
    private static void DescribeEmbedded(JsonObject schema)
    {
        foreach (var (node, _) in SchemaNodes.All(schema, "").ToList())
        {
            if (JsonValues.IsTrue(node["x-kubernetes-embedded-resource"]))
            {
                AddDocumentFields(node);
                var required = (node["required"] as JsonArray ?? []).Select(name => JsonValues.TextOf(name)!).Union(["kind", "apiVersion"]);
                node["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
            }
        }
    }

    private static void AddDocumentFields(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject properties)
        {
            schema["properties"] = properties = [];
        }

        properties["apiVersion"] = Text("Group and version of the document.");
        properties["kind"] = Text("Kind of the document.");
        properties["metadata"] = Reference(ObjectMeta, "Standard metadata.");
    }

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };

    private static JsonObject Reference(string name, string description) =>
        new() { ["description"] = description, ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = Prefix + name }) };

    private static JsonArray GroupVersionKind(CustomResource resource, CustomResourceVersion version, string kind) =>
        new(new JsonObject { ["group"] = resource.Group, ["kind"] = kind, ["version"] = version.Name });
}
