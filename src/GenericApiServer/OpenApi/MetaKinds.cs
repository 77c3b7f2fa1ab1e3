using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Kinds of the core group that every group version has, too: documents say so in their schemas.</summary>
internal static class MetaKinds
{
    public const string WatchEventSchema = "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent";
    private const string Extension = "x-kubernetes-group-version-kind";

    private static readonly GroupVersionKind[] Kinds = [new("", "v1", "DeleteOptions"), WatchEvent];

    public static GroupVersionKind WatchEvent => new("", "v1", "WatchEvent");

    /// <summary>What the lines of a watch look like.</summary>
    public static JsonObject NewWatchEvent() => new()
    {
        ["description"] = "One event of a watch.",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["object"] = new JsonObject { ["description"] = "The object as it is now, or was last; of errors a Status.", ["type"] = "object" },
            ["type"] = new JsonObject { ["description"] = "What became of it: ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.", ["type"] = "string" },
        },
        ["required"] = new JsonArray("type", "object"),
        [Extension] = new JsonArray(Node(WatchEvent)),
    };

    /// <summary>Names the group versions of a document in those of its schemas that they have, too.</summary>
    public static void Add(JsonObject schemas, IReadOnlyList<GroupVersionKind> groupVersions)
    {
        foreach (var (_, schema) in schemas)
        {
            if (schema?[Extension] is JsonArray kinds && Kinds.FirstOrDefault(k => kinds.Any(n => Is(n, k))) is { Kind: not null } kind)
            {
                foreach (var other in groupVersions.Select(v => v with { Kind = kind.Kind }).Where(v => !kinds.Any(n => Is(n, v))))
                {
                    kinds.Add((JsonNode)Node(other));
                }
            }
        }
    }

    private static bool Is(JsonNode? node, GroupVersionKind kind) =>
        node?["group"]?.GetValue<string>() == kind.Group && node["version"]?.GetValue<string>() == kind.Version && node["kind"]?.GetValue<string>() == kind.Kind;

    private static JsonObject Node(GroupVersionKind kind) => new() { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version };
}
