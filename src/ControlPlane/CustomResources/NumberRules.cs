using System.Globalization;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Range and step of numbers.</summary>
internal static class NumberRules
{
    internal static ValidationResult Check(StructuralSchema schema, JsonNode value, string path)
    {
        var result = new ValidationResult();
        var rules = schema.Rules;
        var number = JsonValues.ToDouble(value);
        if (IsOutOfFormat(schema, value, number))
        {
            // This message of a kube-apiserver names no field of its own.
            var format = schema.Format is "int32" or "int64" ? $"with format {schema.Format}" : "(default format)";
            var text = $"Checked value must be of type integer {format} in {path}";
            result.Add(FieldError.Invalid("<nil>", "", text));
        }

        if (rules.MultipleOf is { } step && step > 0 && !JsonValues.IsWhole(number / step))
        {
            result.Add(FieldError.Invalid(path, value, $"{path} in body should be a multiple of {Show(step)}"));
        }

        if (rules.Minimum is { } min && (number < min || (rules.ExclusiveMinimum && number == min)))
        {
            var comparison = rules.ExclusiveMinimum ? "greater than" : "greater than or equal to";
            result.Add(FieldError.Invalid(path, value, $"{path} in body should be {comparison} {Show(min)}"));
        }

        if (rules.Maximum is { } max && (number > max || (rules.ExclusiveMaximum && number == max)))
        {
            var comparison = rules.ExclusiveMaximum ? "less than" : "less than or equal to";
            result.Add(FieldError.Invalid(path, value, $"{path} in body should be {comparison} {Show(max)}"));
        }

        result.Count();
        return result;
    }

    private static bool IsOutOfFormat(StructuralSchema schema, JsonNode value, double number) =>
        schema.Type == "integer"
        && ((!JsonValues.IsInteger(value) && !JsonValues.IsWhole(number))
            || (schema.Format == "int32" && number is < int.MinValue or > int.MaxValue));

    private static string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
