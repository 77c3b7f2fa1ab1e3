using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>A column of <c>kubectl get</c> that a CRD defines.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
/// <param name="Format">May be empty.</param>
/// <param name="Description">May be empty.</param>
/// <param name="Priority">0 is always shown.</param>
/// <param name="JsonPath">Where the cell comes from.</param>
internal sealed record PrinterColumn(string Name, string Type, string Format, string Description, int Priority, string JsonPath)
{
    internal static PrinterColumn Parse(JsonObject column) => new(
        Text(column, "name"),
        Text(column, "type"),
        Text(column, "format"),
        Text(column, "description"),
        JsonValues.TryGetInteger(column["priority"], out var priority) ? (int)priority : 0,
        Text(column, "jsonPath"));

    private static string Text(JsonObject column, string field) => JsonValues.TextOf(column[field]) ?? "";
}
