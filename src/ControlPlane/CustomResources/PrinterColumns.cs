using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The tables of custom resources: the name, then the columns of the definition, or the age where it has none.</summary>
/// <remarks>docs/spec/schemas.md#printer-columns</remarks>
internal static class PrinterColumns
{
    private static readonly PrinterColumn Age = new(
        "Age", "date", "", TableLayouts.Default.Columns[1].Description, 0, ".metadata.creationTimestamp");

    internal static TableLayout<JsonObject> LayoutOf(IReadOnlyList<PrinterColumn> columns)
    {
        // A column that cannot be read ends the table; definitions are not refused for it.
        var shown = (columns.Count == 0 ? [Age] : columns)
            .Select(column => (Column: column, Path: JsonPath.TryParse(column.JsonPath)))
            .TakeWhile(column => column.Path is not null)
            .ToList();
        return new(
            [TableColumn.NameColumn, .. shown.Select(column => HeaderOf(column.Column))],
            (document, now) =>
            [
                JsonValues.TextOf(document.At("metadata", "name")) ?? "",
                .. shown.Select(column => CellOf(column.Column.Type, column.Path!.Find(document), now)),
            ]);
    }

    private static TableColumn HeaderOf(PrinterColumn column)
    {
        var description = column.Description.Length > 0
            ? column.Description
            : $"Custom resource definition column (in JSONPath format): {column.JsonPath}";
        return new(column.Name, column.Type, column.Format, description, column.Priority);
    }

    private static JsonNode? CellOf(string type, IReadOnlyList<JsonNode?> found, DateTimeOffset now)
    {
        if (found.Count == 0)
        {
            return null;
        }

        var value = found[0];
        return type switch
        {
            "string" => TextOf(value),
            "integer" => JsonValues.TryGetInteger(value, out var whole) ? whole : JsonValues.IsNumber(value) ? (long)JsonValues.ToDouble(value!) : null,
            "number" => JsonValues.IsNumber(value) ? value!.DeepClone() : null,
            "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.DeepClone() : null,
            "date" => JsonValues.TextOf(value) is { } time ? AgeOf(time, now) : null,
            _ => null,
        };
    }

    private static string TextOf(JsonNode? value) => value switch
    {
        null => "<no value>",
        JsonObject or JsonArray => CanonicalJson.Of(value),
        _ => JsonValues.TextOf(value) ?? KubeJson.ToText(value),
    };

    private static string AgeOf(string time, DateTimeOffset now) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var then)
            ? HumanDuration.Age(then, now)
            : "<invalid>";
}
