using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Causes of an invalid document in the words of the Kubernetes API.</summary>
public static class FieldErrors
{
    public static StatusCause Required(string field, string detail) =>
        Cause("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static StatusCause Invalid(string field, string value, string detail) => InvalidLiteral(field, GoText.Quote(value), detail);

    /// <summary>As <see cref="Invalid(string, string, string)"/> for values that are written without quotes.</summary>
    public static StatusCause InvalidLiteral(string field, string value, string detail) =>
        Cause("FieldValueInvalid", field, $"Invalid value: {value}: {detail}");

    public static StatusCause Forbidden(string field, string detail) => Cause("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static StatusCause NotFound(string field, string value) =>
        Cause("FieldValueNotFound", field, $"Not found: {GoText.Quote(value)}");

    public static StatusCause Internal(string field, string detail) => Cause("InternalError", field, $"Internal error: {detail}");

    /// <summary>The causes as one text: a single one bare, several in brackets, repeated ones once.</summary>
    public static string Join(IEnumerable<StatusCause> causes)
    {
        var texts = causes.Select(c => $"{c.Field}: {c.Message}").Distinct(StringComparer.Ordinal).ToList();
        return texts is [var only] ? only : $"[{string.Join(", ", texts)}]";
    }

    /// <summary>What is wrong with a value, out of the message of <see cref="Invalid(string, string, string)"/>.</summary>
    internal static string ProblemOf(string message, string value)
    {
        var prefix = $"Invalid value: {GoText.Quote(value)}: ";
        return message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message;
    }

    private static StatusCause Cause(string reason, string field, string message) =>
        new() { Reason = reason, Field = field, Message = message };
}
