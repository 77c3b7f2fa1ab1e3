using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Finds schemas: that of a kind, and all that some schemas need.</summary>
internal sealed class OpenApiSchemas
{
    public const string Prefix = "#/components/schemas/";

    private readonly Dictionary<string, JsonNode> _definitions;
    private readonly Dictionary<GroupVersionKind, string> _names = [];

    public OpenApiSchemas(JsonObject definitions)
    {
        _definitions = definitions.Where(d => d.Value is not null).ToDictionary(d => d.Key, d => d.Value!, StringComparer.Ordinal);
        _definitions.TryAdd(MetaKinds.WatchEventSchema, MetaKinds.NewWatchEvent());
        foreach (var (name, schema) in _definitions)
        {
            foreach (var kind in (schema["x-kubernetes-group-version-kind"] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                _names.TryAdd(new(Text(kind, "group"), Text(kind, "version"), Text(kind, "kind")), name);
            }
        }
    }

    /// <summary>Name of the schema of a kind; kinds that any group has are found in the core group.</summary>
    public string? NameOf(GroupVersionKind kind) =>
        _names.GetValueOrDefault(kind) ?? _names.GetValueOrDefault(kind with { Group = "", Version = "v1" });

    /// <summary>Copies of the named schemas and of all that they refer to, by name.</summary>
    /// <param name="names">The schemas wanted.</param>
    /// <param name="groupVersions">What the document is about; kinds do not matter.</param>
    public JsonObject Closure(IEnumerable<string> names, IReadOnlyList<GroupVersionKind> groupVersions)
    {
        var found = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        var open = new Stack<string>(names);
        while (open.TryPop(out var name))
        {
            if (_definitions.TryGetValue(name, out var schema) && found.TryAdd(name, schema))
            {
                CollectReferences(schema, open);
            }
        }

        var closure = new JsonObject(found.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value.DeepClone())));
        MetaKinds.Add(closure, groupVersions);
        return closure;
    }

    private static void CollectReferences(JsonNode? node, Stack<string> open)
    {
        switch (node)
        {
            case JsonObject map:
                if (map["$ref"] is JsonValue reference && reference.GetValue<string>() is var text && text.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    open.Push(text[Prefix.Length..]);
                }

                foreach (var (_, value) in map)
                {
                    CollectReferences(value, open);
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    CollectReferences(item, open);
                }

                break;
        }
    }

    private static string Text(JsonObject kind, string field) => kind[field]?.GetValue<string>() ?? "";
}
