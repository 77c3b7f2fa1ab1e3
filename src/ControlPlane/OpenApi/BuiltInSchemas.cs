using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The schemas of the built-in kinds, from the definitions that <c>make generate</c> writes.</summary>
internal static class BuiltInSchemas
{
    private const string Resource = "openapi/definitions.json";

    private static readonly Lazy<JsonObject> Read = new(ReadDefinitions);
    private static readonly Lazy<Dictionary<GroupVersionKind, string>> Names = new(ReadNames);
    private static readonly Lazy<Dictionary<string, StructuralSchema>> Parsed = new(ParseAll);

    /// <summary>All definitions by name, as OpenAPI v3 components.</summary>
    internal static JsonObject Definitions => Read.Value;

    /// <summary>What every document's metadata may hold.</summary>
    internal static StructuralSchema ObjectMeta => Parsed.Value["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"];

    /// <summary>Name of the definition of a kind.</summary>
    internal static string? FindName(GroupVersionKind kind) => Names.Value.GetValueOrDefault(kind);

    /// <summary>The schema of a kind; <c>null</c> for kinds without one.</summary>
    internal static StructuralSchema? Find(GroupVersionKind kind) => FindName(kind) is { } name ? Parsed.Value[name] : null;

    private static JsonObject ReadDefinitions()
    {
        using var stream = typeof(BuiltInSchemas).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        var definitions = JsonNode.Parse(stream)!.AsObject();
        EventConversion.AddDefinitions(definitions);
        return definitions;
    }

    private static Dictionary<string, StructuralSchema> ParseAll()
    {
        var parser = new StructuralSchemaParser(Definitions);
        return Definitions.ToDictionary(definition => definition.Key, definition => parser.Component(definition.Key), StringComparer.Ordinal);
    }

    private static Dictionary<GroupVersionKind, string> ReadNames()
    {
        var names = new Dictionary<GroupVersionKind, string>();
        foreach (var (name, definition) in Definitions)
        {
            foreach (var kind in definition!["x-kubernetes-group-version-kind"]?.AsArray() ?? [])
            {
                names.Add(new(Text(kind!, "group"), Text(kind!, "version"), Text(kind!, "kind")), name);
            }
        }

        return names;
    }

    private static string Text(JsonNode kind, string field) => kind[field]!.GetValue<string>();
}
