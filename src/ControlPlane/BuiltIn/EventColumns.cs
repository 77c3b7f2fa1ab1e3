using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using static ImageStreams.ControlPlane.Columns;

namespace ImageStreams.ControlPlane;

/// <summary>The table of events: when, what, about what.</summary>
internal static class EventColumns
{
    public static TableLayout<JsonObject> Core { get; } = Layout("involvedObject", "source", "reportingComponent", "message", "firstTimestamp", "lastTimestamp", "count");

    public static TableLayout<JsonObject> New { get; } = Layout(
        "regarding", "deprecatedSource", "reportingController", "note", "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedCount");

    private static TableLayout<JsonObject> Layout(string about, string source, string reporter, string message, string first, string last, string count) => Unnamed(
        new("Last Seen", "string", 0, (d, now) => LastSeen(d, first, last, now)) { Description = "When the event was last seen." },
        Text("Type", "Normal or Warning.", d => d.Text("type")),
        Text("Reason", "Why, for programs.", d => d.Text("reason")),
        Text("Object", "What the event is about.", d => Object(d.FindChild(about) ?? [])),
        Text("Subobject", "Part of the object.", d => (d.FindChild(about) ?? []).Text("fieldPath"), 1),
        Text("Source", "Who says so.", d => Source(d, source, reporter), 1),
        Text("Message", "What happened, for people.", d => d.Text(message).Trim()),
        new("First Seen", "string", 1, (d, now) => FirstSeen(d, first, now)) { Description = "When the event was first seen." },
        Quantity("Count", "How often it was seen.", d => Times(d, count), 1),
        Text("Name", "", d => d.Name, 1));

    private static string Object(JsonObject about)
    {
        var kind = about.Text("kind").ToLowerInvariant();
        return about.Text("name").Length == 0 ? kind : $"{kind}/{about.Text("name")}";
    }

    private static string Source(JsonObject document, string source, string reporter)
    {
        var from = document.FindChild(source) ?? [];
        var (component, instance) = from.Text("component").Length > 0
            ? (from.Text("component"), from.Text("host"))
            : (document.Text(reporter), document.Text("reportingInstance"));
        return instance.Length > 0 ? $"{component}, {instance}" : component;
    }

    private static string FirstSeen(JsonObject document, string first, DateTimeOffset now) =>
        Since(document.Text(first).Length > 0 ? document.Text(first) : document.Text("eventTime"), now);

    private static string LastSeen(JsonObject document, string first, string last, DateTimeOffset now)
    {
        var series = document.FindChild("series");
        return series is not null ? Since(series.Text("lastObservedTime"), now)
            : document.Text(last).Length > 0 ? Since(document.Text(last), now)
            : FirstSeen(document, first, now);
    }

    private static long Times(JsonObject document, string count) =>
        document.FindChild("series")?.Number("count") ?? (document.Number(count) is { } n and > 0 ? n : 1);
}
