using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The names that the definitions of a group already have.</summary>
internal sealed class TakenNames
{
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);

    internal TakenNames(IEnumerable<JsonObject> accepted)
    {
        foreach (var names in accepted)
        {
            _resources.UnionWith([Text(names, "plural"), Text(names, "singular"), .. Texts(names["shortNames"])]);
            _kinds.UnionWith([Text(names, "kind"), Text(names, "listKind")]);
        }
    }

    /// <summary>The names that the definition gets: what it asks for where that is free, else what it had.</summary>
    internal (JsonObject Names, DefinitionCondition? Conflict) Accept(JsonObject asked, JsonObject had)
    {
        var result = new JsonObject();
        DefinitionCondition? conflict = null;
        foreach (var (field, reason, taken) in new[]
        {
            ("plural", "PluralConflict", _resources),
            ("singular", "SingularConflict", _resources),
            ("kind", "KindConflict", _kinds),
            ("listKind", "ListKindConflict", _kinds),
        })
        {
            var name = Text(asked, field);
            var isFree = name == Text(had, field) || !taken.Contains(name);
            conflict = isFree ? conflict : Conflict(reason, [name]);
            result[field] = isFree ? name : Text(had, field);
        }

        var known = Texts(had["shortNames"]);
        var used = Texts(asked["shortNames"]).Where(name => !known.Contains(name) && _resources.Contains(name)).ToList();
        conflict = used.Count == 0 ? conflict : Conflict("ShortNamesConflict", used);
        Copy(result, "shortNames", (used.Count == 0 ? asked : had)["shortNames"]);
        Copy(result, "categories", asked["categories"]);
        return (result, conflict);
    }

    private static DefinitionCondition Conflict(string reason, List<string> names)
    {
        var texts = names.ConvertAll(name => $"{GoText.Quote(name)} is already in use");
        return new("", false, reason, texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]");
    }

    private static void Copy(JsonObject result, string field, JsonNode? value)
    {
        if (value is not null)
        {
            result[field] = value.DeepClone();
        }
    }

    private static string Text(JsonObject names, string field) => JsonValues.TextOf(names[field]) ?? "";

    private static List<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(JsonValues.TextOf).OfType<string>()];
}
