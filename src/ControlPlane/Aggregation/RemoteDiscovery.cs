using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>What aggregated servers serve, as last heard from them: it stays shown, marked stale, while a server is away.</summary>
internal sealed class RemoteDiscovery
{
    private static readonly JsonArray Nothing = [];
    private readonly ConcurrentDictionary<string, JsonArray> _resources = new(StringComparer.Ordinal);

    /// <summary>The resources of a group version in the form of aggregated discovery (v2).</summary>
    public JsonArray ResourcesOf(RemoteApi api) => _resources.GetValueOrDefault(api.Name, Nothing).DeepClone().AsArray();

    /// <summary>Takes over an <c>APIResourceList</c>.</summary>
    public void Learn(RemoteApi api, JsonObject list) => _resources[api.Name] = Convert(api.Group, api.Version, list);

    public void Forget(string name) => _resources.TryRemove(name, out _);

    internal static JsonArray Convert(string group, string version, JsonObject list)
    {
        var whole = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var converted = new JsonArray();
        foreach (var resource in list.ObjectsOf("resources").OrderBy(r => r.TextOf("name").Contains('/', StringComparison.Ordinal)))
        {
            var kind = new JsonObject
            {
                ["group"] = resource.TextOf("group") is { Length: > 0 } g ? g : group,
                ["version"] = resource.TextOf("version") is { Length: > 0 } v ? v : version,
                ["kind"] = resource.TextOf("kind"),
            };
            var parts = resource.TextOf("name").Split('/', 2);
            if (parts is [var parent, var sub])
            {
                Subresources(whole, converted, parent).Add((JsonNode)new JsonObject
                {
                    ["subresource"] = sub,
                    ["responseKind"] = kind,
                    ["verbs"] = resource.TextsOf("verbs").ToJson(),
                });
                continue;
            }

            whole[parts[0]] = Whole(resource, kind);
            converted.Add((JsonNode)whole[parts[0]]);
        }

        return converted;
    }

    private static JsonObject Whole(JsonObject resource, JsonObject kind)
    {
        var entry = new JsonObject
        {
            ["resource"] = resource.TextOf("name"),
            ["responseKind"] = kind,
            ["scope"] = resource["namespaced"] is JsonValue value && value.TryGetValue<bool>(out var isNamespaced) && isNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.TextOf("singularName"),
            ["verbs"] = resource.TextsOf("verbs").ToJson(),
        };
        foreach (var list in (string[])["shortNames", "categories"])
        {
            if (resource.TextsOf(list) is { Count: > 0 } names)
            {
                entry[list] = names.ToJson();
            }
        }

        return entry;
    }

    // A subresource whose resource is not listed itself stands under an entry without verbs, as in the real one.
    private static JsonArray Subresources(Dictionary<string, JsonObject> whole, JsonArray converted, string parent)
    {
        if (!whole.TryGetValue(parent, out var entry))
        {
            whole[parent] = entry = new JsonObject { ["resource"] = parent, ["scope"] = "Namespaced", ["singularResource"] = "", ["verbs"] = new JsonArray() };
            converted.Add((JsonNode)entry);
        }

        if (entry["subresources"] is not JsonArray list)
        {
            entry["subresources"] = list = [];
        }

        return list;
    }
}
