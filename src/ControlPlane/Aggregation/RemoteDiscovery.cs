using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What aggregated servers serve, as last heard from them: it stays shown, marked stale, while a server is away.</summary>
internal sealed class RemoteDiscovery
{
    private readonly ConcurrentDictionary<string, JsonObject> _lists = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<ApiResourceDescription>> _resources = new(StringComparer.Ordinal);

    /// <summary>Counts up with every change.</summary>
    public int Generation { get; private set; }

    /// <summary>The resources of a group version; none before the first answer.</summary>
    public IReadOnlyList<ApiResourceDescription> ResourcesOf(RemoteApi api) => _resources.GetValueOrDefault(api.Name, []);

    /// <summary>Takes over an <c>APIResourceList</c>.</summary>
    public void Learn(RemoteApi api, JsonObject list)
    {
        var known = _lists.GetValueOrDefault(api.Name);
        if (!JsonNode.DeepEquals(known, list))
        {
            _lists[api.Name] = list;
            _resources[api.Name] = Read(list);
            Generation++;
        }
    }

    public void Forget(string name)
    {
        if (_resources.TryRemove(name, out _) | _lists.TryRemove(name, out _))
        {
            Generation++;
        }
    }

    /// <summary>The resources of a list, each with its subresources; what is no list has none.</summary>
    internal static IReadOnlyList<ApiResourceDescription> Read(JsonObject list)
    {
        var entries = list.ObjectsOf("resources").ToList();
        var subresources = entries
            .Select(e => (Path: e.TextOf("name").Split('/', 2), Entry: e))
            .Where(e => e.Path.Length == 2)
            .ToLookup(e => e.Path[0], e => Subresource(e.Path[1], e.Entry), StringComparer.Ordinal);
        var whole = entries
            .Where(e => !e.TextOf("name").Contains('/', StringComparison.Ordinal))
            .Select(e => Resource(e, [.. subresources[e.TextOf("name")]]))
            .ToList();

        // A resource of which only parts are served has no verbs of its own.
        var partial = subresources
            .Where(s => !whole.Exists(w => w.Name == s.Key))
            .Select(s => Resource(new JsonObject { ["name"] = s.Key, ["namespaced"] = true }, [.. s]));
        return [.. whole, .. partial];
    }

    private static ApiResourceDescription Resource(JsonObject entry, IReadOnlyList<ApiSubresourceDescription> subresources) => new()
    {
        Name = entry.TextOf("name"),
        SingularName = entry.TextOf("singularName"),
        Kind = entry.TextOf("kind"),
        Namespaced = entry["namespaced"] is JsonValue value && value.TryGetValue<bool>(out var isNamespaced) && isNamespaced,
        Verbs = entry.TextsOf("verbs"),
        ShortNames = entry.TextsOf("shortNames"),
        Categories = entry.TextsOf("categories"),
        StorageVersionHash = entry.TextOf("storageVersionHash"),
        Subresources = subresources,
    };

    private static ApiSubresourceDescription Subresource(string name, JsonObject entry) => new()
    {
        Name = name,
        Kind = entry.TextOf("kind"),
        Verbs = entry.TextsOf("verbs"),
        Group = entry["group"].AsText(),
        Version = entry["version"].AsText(),
    };
}
