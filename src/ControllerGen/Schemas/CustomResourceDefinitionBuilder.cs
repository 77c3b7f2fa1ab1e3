using System.Reflection;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>The CustomResourceDefinition through which a kind is stored (docs/spec/schemas.md#two-versions-one-schema).</summary>
internal static class CustomResourceDefinitionBuilder
{
    internal static JsonObject Build(Type kind, ResourceKind resource, XmlComments comments)
    {
        var marker = kind.GetCustomAttribute<StoredAsCustomResourceAttribute>()
            ?? throw new ArgumentException($"{kind.Name} has no [StoredAsCustomResource].", nameof(kind));
        var schemas = new StructuralSchemaBuilder(comments);
        return new()
        {
            ["apiVersion"] = CustomResourceDefinition.ResourceKind.ApiVersion,
            ["kind"] = CustomResourceDefinition.ResourceKind.Kind,
            ["metadata"] = new JsonObject { ["name"] = resource.GroupResource },
            ["spec"] = new JsonObject
            {
                ["group"] = resource.Group,
                ["names"] = Names(resource, marker),
                ["scope"] = resource.Namespaced ? "Namespaced" : "Cluster",
                ["conversion"] = new JsonObject { ["strategy"] = "None" },
                ["versions"] = new JsonArray(
                    Version(kind, marker, ImageGroup.Version, served: false, schemas.Build(kind)),
                    Version(kind, marker, ImageGroup.StoredVersion, served: true, schemas.Build(kind))),
            },
        };
    }

    private static JsonObject Names(ResourceKind resource, StoredAsCustomResourceAttribute marker)
    {
        var names = new JsonObject
        {
            ["kind"] = resource.Kind,
            ["listKind"] = $"{resource.Kind}List",
            ["plural"] = resource.Plural,
            ["singular"] = resource.Kind.ToLowerInvariant(),
        };
        if (marker.ShortNames.Count > 0)
        {
            names["shortNames"] = SchemaKeywords.Texts(marker.ShortNames);
        }

        if (marker.Category is { } category)
        {
            names["categories"] = SchemaKeywords.Texts([category]);
        }

        return names;
    }

    private static JsonObject Version(
        Type kind, StoredAsCustomResourceAttribute marker, string name, bool served, JsonObject schema)
    {
        var version = new JsonObject
        {
            ["name"] = name,
            ["served"] = served,
            ["storage"] = name == ImageGroup.StoredVersion,
        };
        if (marker.HasStatus)
        {
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        version["additionalPrinterColumns"] = new JsonArray(
            [.. kind.GetCustomAttributes<PrinterColumnAttribute>().Select(Column)]);
        version["schema"] = new JsonObject { ["openAPIV3Schema"] = schema };
        return version;
    }

    private static JsonObject Column(PrinterColumnAttribute column)
    {
        var definition = new JsonObject { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Priority != 0)
        {
            definition["priority"] = column.Priority;
        }

        return definition;
    }
}
