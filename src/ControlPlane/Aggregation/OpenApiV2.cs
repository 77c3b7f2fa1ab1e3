using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Cuts and joins OpenAPI v2 documents (docs/spec/aggregation.md#schemas).</summary>
internal static class OpenApiV2
{
    private const string Reference = "$ref";
    private const string Kinds = "x-kubernetes-group-version-kind";
    private const string DefinitionPrefix = "#/definitions/";

    /// <summary>The paths below <paramref name="path"/> and the definitions they lead to; null when there are no such paths.</summary>
    public static JsonObject? PartOf(JsonObject document, string path)
    {
        var paths = new JsonObject();
        foreach (var (name, item) in document["paths"] as JsonObject ?? [])
        {
            if (name == path || name.StartsWith(path + "/", StringComparison.Ordinal))
            {
                paths[name] = item?.DeepClone();
            }
        }

        return paths.Count == 0 ? null : new JsonObject { ["paths"] = paths, ["definitions"] = Reached(paths, document["definitions"] as JsonObject ?? []) };
    }

    /// <summary>
    /// Adds a part to a whole document. A definition that means something else under the same name gets another name there; one that only
    /// says of other groups that they have the kind, too, says it of all.
    /// </summary>
    public static void Add(JsonObject document, JsonObject part)
    {
        var definitions = Section(document, "definitions");
        var added = part["definitions"]!.AsObject();
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, definition) in added)
        {
            if (definitions[name] is { } known && !JsonNode.DeepEquals(WithoutKinds(known), WithoutKinds(definition!)))
            {
                renamed[name] = Free(name, n => definitions.ContainsKey(n) || added.ContainsKey(n));
            }
        }

        foreach (var (name, definition) in added)
        {
            if (!renamed.ContainsKey(name) && definitions[name] is { } known)
            {
                AddKinds(known, definition!);
                continue;
            }

            definitions[renamed.GetValueOrDefault(name, name)] = Renamed(definition, renamed);
        }

        var paths = Section(document, "paths");
        foreach (var (name, item) in part["paths"]!.AsObject())
        {
            paths[name] = Renamed(item, renamed);
        }
    }

    private static JsonNode WithoutKinds(JsonNode definition)
    {
        var copy = definition.DeepClone();
        (copy as JsonObject)?.Remove(Kinds);
        return copy;
    }

    private static void AddKinds(JsonNode known, JsonNode definition)
    {
        if (definition[Kinds] is not JsonArray added)
        {
            return;
        }

        if (known[Kinds] is not JsonArray kinds)
        {
            known[Kinds] = kinds = [];
        }

        foreach (var kind in added.Where(a => !kinds.Any(k => JsonNode.DeepEquals(k, a))).ToList())
        {
            kinds.Add(kind?.DeepClone());
        }
    }

    private static JsonObject Section(JsonObject document, string name)
    {
        if (document[name] is not JsonObject section)
        {
            document[name] = section = [];
        }

        return section;
    }

    private static string Free(string name, Predicate<string> isTaken)
    {
        var number = 2;
        while (isTaken($"{name}_v{number}"))
        {
            number++;
        }

        return $"{name}_v{number}";
    }

    private static JsonObject Reached(JsonObject paths, JsonObject definitions)
    {
        var reached = new JsonObject();
        var waiting = new Stack<string>(References(paths));
        while (waiting.TryPop(out var name))
        {
            if (!reached.ContainsKey(name) && definitions[name] is { } definition)
            {
                reached[name] = definition.DeepClone();
                foreach (var next in References(definition))
                {
                    waiting.Push(next);
                }
            }
        }

        return reached;
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p =>
            p.Key == Reference && NameOf(p.Value) is { } name ? [name] : References(p.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static string? NameOf(JsonNode? reference) =>
        reference.AsText() is { } text && text.StartsWith(DefinitionPrefix, StringComparison.Ordinal) ? text[DefinitionPrefix.Length..] : null;

    private static JsonNode? Renamed(JsonNode? node, Dictionary<string, string> names)
    {
        if (names.Count == 0)
        {
            return node?.DeepClone();
        }

        return node switch
        {
            JsonObject o => new JsonObject(o.Select(p => KeyValuePair.Create(
                p.Key,
                p.Key == Reference && NameOf(p.Value) is { } name && names.TryGetValue(name, out var other)
                    ? DefinitionPrefix + other
                    : Renamed(p.Value, names)))),
            JsonArray list => new JsonArray([.. list.Select(n => Renamed(n, names))]),
            _ => node?.DeepClone(),
        };
    }
}
