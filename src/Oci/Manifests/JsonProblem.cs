using System.Globalization;
using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>What is wrong with a document, for people: without the names of our types, and with the place counted from one.</summary>
internal static class JsonProblem
{
    public static string Of(Exception exception)
    {
        var text = exception.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].TrimEnd('.');
        var problem = text.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "a value has the wrong type" : text;
        return exception is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
            ? string.Create(CultureInfo.InvariantCulture, $"{Printable.Excerpt(problem)} (line {line + 1}, byte {position + 1})")
            : Printable.Excerpt(problem);
    }
}
