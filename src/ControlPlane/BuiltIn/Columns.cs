using System.Globalization;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Builds the tables of built-in kinds, and the cells that many of them have.</summary>
internal static class Columns
{
    public const string None = "<none>";
    public const string Unknown = "<unknown>";

    /// <summary>A column whose cell is made of the document and the time.</summary>
    public sealed record Column(string Name, string Type, int Priority, Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
    {
        public string Description { get; init; } = "";
    }

    public static Column Age { get; } = new("Age", "string", 0, (document, now) => Since(document.Metadata.Text("creationTimestamp"), now)) { Description = "Time since the object was created." };

    public static Column Text(string name, string description, Func<JsonObject, string> cell, int priority = 0) =>
        new(name, "string", priority, (document, _) => cell(document)) { Description = description };

    public static Column Number(string name, string description, Func<JsonObject, long> cell) =>
        new(name, "integer", 0, (document, _) => cell(document)) { Description = description };

    /// <summary>A number in a column that says it holds text, as the real one has it.</summary>
    public static Column Quantity(string name, string description, Func<JsonObject, long> cell, int priority = 0) =>
        new(name, "string", priority, (document, _) => cell(document)) { Description = description };

    /// <summary>A table that begins with the name.</summary>
    public static TableLayout<JsonObject> Table(params Column[] columns) => new(
        [TableColumn.NameColumn, .. columns.Select(c => new TableColumn(c.Name, c.Type, "", c.Description, c.Priority))],
        (document, now) => [document.Name, .. columns.Select(c => c.Cell(document, now))]);

    /// <summary>A table without a column of its own for the name.</summary>
    public static TableLayout<JsonObject> Unnamed(params Column[] columns) => new(
        [.. columns.Select(c => c.Name == "Name" ? TableColumn.NameColumn with { Priority = c.Priority } : new TableColumn(c.Name, c.Type, "", c.Description, c.Priority))],
        (document, now) => [.. columns.Select(c => c.Cell(document, now))]);

    /// <summary>How long ago a time was, as people say it.</summary>
    public static string Since(string time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then) ? HumanDuration.InShort(now - then) : Unknown;

    public static string OrNone(string text) => text.Length == 0 ? None : text;

    public static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A label selector document as text.</summary>
    public static string Selector(JsonObject? selector)
    {
        if (selector is null)
        {
            return None;
        }

        var labels = (selector.FindChild("matchLabels") ?? []).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}");
        var expressions = selector.Objects("matchExpressions").Select(e => e.Text("operator") switch
        {
            "Exists" => e.Text("key"),
            "DoesNotExist" => $"!{e.Text("key")}",
            var o => $"{e.Text("key")} {o.ToLowerInvariant()} ({string.Join(',', e.Texts("values"))})",
        });
        return OrNone(string.Join(',', labels.Concat(expressions)));
    }

    /// <summary>A plain map as a selector.</summary>
    public static string Labels(JsonObject? labels) =>
        OrNone(string.Join(',', (labels ?? []).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")));
}
