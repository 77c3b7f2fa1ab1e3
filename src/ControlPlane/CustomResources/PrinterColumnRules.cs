using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Whether the printer columns of a version can be shown.</summary>
internal static class PrinterColumnRules
{
    private static readonly string[] Types = ["boolean", "date", "integer", "number", "string"];

    private static readonly string[] Formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    internal static void Check(JsonObject version, string path, List<FieldError> errors)
    {
        foreach (var (column, at) in SchemaNodes.Indexed(version["additionalPrinterColumns"], path))
        {
            CheckColumn(column as JsonObject ?? [], at, errors);
        }
    }

    private static void CheckColumn(JsonObject column, string path, List<FieldError> errors)
    {
        if (Text(column, "name").Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.name", ""));
        }

        var type = Text(column, "type");
        var oneOfTypes = $"must be one of {string.Join(',', Types)}";
        if (type.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.type", oneOfTypes));
        }
        else if (!Types.Contains(type))
        {
            errors.Add(FieldError.Invalid($"{path}.type", type, oneOfTypes));
        }

        var format = Text(column, "format");
        if (format.Length > 0 && !Formats.Contains(format))
        {
            errors.Add(FieldError.Invalid($"{path}.format", format, $"must be one of {string.Join(',', Formats)}"));
        }

        var jsonPath = Text(column, "jsonPath");
        if (jsonPath.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.JSONPath", ""));
        }
        else if (jsonPath[0] != '.')
        {
            errors.Add(FieldError.Invalid($"{path}.JSONPath", jsonPath, "must be a simple json path starting with ."));
        }
    }

    private static string Text(JsonObject column, string field) => JsonValues.TextOf(column[field]) ?? "";
}
