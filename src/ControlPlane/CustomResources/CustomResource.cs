using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>A kind that a CustomResourceDefinition brings, read once.</summary>
internal sealed record CustomResource
{
    /// <summary>Name of the definition: <c>plural.group</c>.</summary>
    internal required string Name { get; init; }

    internal required string Group { get; init; }

    internal required string Plural { get; init; }

    internal required string Singular { get; init; }

    internal required string Kind { get; init; }

    internal required string ListKind { get; init; }

    internal IReadOnlyList<string> ShortNames { get; init; } = [];

    internal IReadOnlyList<string> Categories { get; init; } = [];

    internal required bool Namespaced { get; init; }

    internal required IReadOnlyList<CustomResourceVersion> Versions { get; init; }

    /// <summary>The version in which objects are stored.</summary>
    internal CustomResourceVersion StorageVersion => Versions.First(version => version.IsStorage);

    /// <summary>Reads a definition that the rules have let pass; the names are the accepted ones.</summary>
    internal static CustomResource Parse(JsonObject definition)
    {
        var spec = definition["spec"]!.AsObject();
        var group = Text(spec, "group");
        var names = DefinitionConditions.AcceptedNames(definition);
        var kind = Text(names, "kind");
        return new()
        {
            Name = Text(definition["metadata"]!.AsObject(), "name"),
            Group = group,
            Plural = Text(names, "plural"),
            Singular = Text(names, "singular"),
            Kind = kind,
            ListKind = Text(names, "listKind"),
            ShortNames = Texts(names["shortNames"]),
            Categories = Texts(names["categories"]),
            Namespaced = Text(spec, "scope") == "Namespaced",
            Versions = [.. DefinitionVersionRules.Versions(spec).Select(version => CustomResourceVersion.Parse(version, group, kind))],
        };
    }

    private static string Text(JsonObject map, string field) => JsonValues.TextOf(map[field]) ?? "";

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(JsonValues.TextOf).OfType<string>()];
}
