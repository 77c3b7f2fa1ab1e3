using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Events are one thing in two groups: stored as in the core group, served in <c>events.k8s.io</c> under other field names.</summary>
internal static class EventConversion
{
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

    /// <summary>The schema in the new group, from that of the core group.</summary>
    public static StructuralSchema SchemaOf(StructuralSchema core) => core with
    {
        Properties = core.Properties.ToDictionary(
            p => Names.FirstOrDefault(n => n.Core == p.Key) is { New: { } renamed } ? renamed : p.Key, p => p.Value, StringComparer.Ordinal),
    };

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
