using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Events are one thing in two groups: stored as in the core group, served in <c>events.k8s.io</c> under other field names.</summary>
internal static class EventConversion
{
    private const string CorePackage = "io.k8s.api.core.v1";
    private const string NewPackage = "io.k8s.api.events.v1";

    private static readonly (string New, string Core)[] Names =
    [
        ("regarding", "involvedObject"),
        ("note", "message"),
        ("reportingController", "reportingComponent"),
        ("deprecatedCount", "count"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedSource", "source"),
    ];

    public static KindConversion BetweenGroups { get; } = new(
        ToStored: document =>
        {
            Rename(document, Names.Select(n => (n.New, n.Core)));
            EventRules.Core.SetDefaults(document);
        },
        ToServed: document =>
        {
            Rename(document, Names.Select(n => (n.Core, n.New)));
            RemoveEmpty(document, "reportingController");
            RemoveEmpty(document, "reportingInstance");
        });

    /// <summary>Adds the definitions of the new group, made from those of the core group.</summary>
    public static void AddDefinitions(JsonObject definitions)
    {
        var (name, listName) = ($"{NewPackage}.Event", $"{NewPackage}.EventList");
        var item = definitions[$"{CorePackage}.Event"]!.DeepClone().AsObject();
        Rename(item["properties"]!.AsObject(), Names.Select(n => (n.Core, n.New)));
        item["required"] = new JsonArray("eventTime");
        definitions[name] = OfNewGroup(item);

        var list = definitions[$"{CorePackage}.EventList"]!.DeepClone().AsObject();
        list["properties"]!["items"]!["items"]!["$ref"] = $"#/components/schemas/{name}";
        definitions[listName] = OfNewGroup(list);
    }

    private static JsonObject OfNewGroup(JsonObject definition)
    {
        definition["x-kubernetes-group-version-kind"]![0]!["group"] = "events.k8s.io";
        return definition;
    }

    private static void Rename(JsonObject document, IEnumerable<(string From, string To)> names)
    {
        foreach (var (from, to) in names)
        {
            if (document.TryGetPropertyValue(from, out var value))
            {
                document.Remove(from);
                document[to] = value;
            }
        }
    }

    private static void RemoveEmpty(JsonObject document, string field)
    {
        if (document.ContainsKey(field) && document.Text(field).Length == 0)
        {
            document.Remove(field);
        }
    }
}
