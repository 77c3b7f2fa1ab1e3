using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>One field that is wrong, in the words of the Kubernetes API.</summary>
/// <remarks>docs/spec/server.md#field-errors</remarks>
public sealed record FieldError
{
    private FieldError(string field, string reason, string body)
    {
        Field = field;
        Reason = reason;
        Body = body;
    }

    /// <summary>Path of the field, for example <c>spec.tags[latest].from</c>.</summary>
    public string Field { get; }

    /// <summary>What is wrong, for programs.</summary>
    public string Reason { get; }

    /// <summary>What is wrong, for people, without the path.</summary>
    public string Body { get; }

    public static FieldError Required(string field, string detail) => new(field, "FieldValueRequired", With("Required value", detail));

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new(field, "FieldValueInvalid", With($"Invalid value: {Show(value)}", detail));

    /// <summary>The value has the wrong JSON type.</summary>
    public static FieldError TypeInvalid(string field, JsonNode? value, string detail) =>
        new(field, "FieldValueTypeInvalid", With($"Invalid value: {Show(value)}", detail));

    public static FieldError NotFound(string field, JsonNode? value) => new(field, "FieldValueNotFound", $"Not found: {Show(value)}");

    public static FieldError Duplicate(string field, JsonNode? value) => new(field, "FieldValueDuplicate", $"Duplicate value: {Show(value)}");

    /// <summary>The value is none of <paramref name="supported"/>, which are named in the given order.</summary>
    public static FieldError NotSupported(string field, JsonNode? value, params IReadOnlyList<string> supported) => new(
        field,
        "FieldValueNotSupported",
        With(
            $"Unsupported value: {Show(value)}",
            supported.Count == 0 ? "" : $"supported values: {string.Join(", ", supported.Select(GoText.Quote))}"));

    public static FieldError Forbidden(string field, string detail) => new(field, "FieldValueForbidden", With("Forbidden", detail));

    public static FieldError TooLong(string field, int maxBytes) =>
        new(field, "FieldValueTooLong", $"Too long: may not be more than {maxBytes} bytes");

    public static FieldError TooMany(string field, int actual, int max) =>
        new(field, "FieldValueTooMany", $"Too many: {actual}: must have at most {max} {(max == 1 ? "item" : "items")}");

    public static FieldError Internal(string field, string detail) => new(field, "InternalError", With("Internal error", detail));

    /// <summary>The same error of another field.</summary>
    public FieldError At(string field) => new(field, Reason, Body);

    public override string ToString() => $"{Field}: {Body}";

    internal StatusCause ToCause() => new() { Reason = Reason, Message = Body, Field = Field };

    private static string With(string title, string detail) => detail.Length == 0 ? title : $"{title}: {detail}";

    private static string Show(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.String => GoText.Quote(value.GetValue<string>()),
        _ => KubeJson.ToText(value),
    };
}
