using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Length, pattern and format of texts.</summary>
internal static class TextRules
{
    /// <summary>The first of the rules that <paramref name="text"/> breaks.</summary>
    internal static ValidationResult Check(ValueRules rules, string text, string path)
    {
        var result = new ValidationResult();
        var length = text.EnumerateRunes().Count();
        if (rules.MaxLength is { } max && length > max)
        {
            result.Add(FieldError.TooLong(path, (int)max));
        }
        else if (rules.MinLength is { } min && length < min)
        {
            result.Add(FieldError.Invalid(path, text, $"{path} in body should be at least {min} chars long"));
        }
        else if (rules.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            result.Add(FieldError.Invalid(path, text, $"{path} in body should match '{pattern.Text}'"));
        }

        return result;
    }

    internal static ValidationResult CheckFormat(string format, string text, string path)
    {
        var result = new ValidationResult();
        if (!StringFormats.Accepts(format, text))
        {
            result.Add(FieldError.TypeInvalid(path, text, $"{path} in body must be of type {format}: {GoText.Quote(text)}"));
        }

        return result;
    }
}
