using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Reads the text of a path.</summary>
internal sealed class JsonPathParser(string text)
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private int _at;

    /// <returns><c>null</c> when the text is no path.</returns>
    internal IReadOnlyList<JsonPathStep>? TryParse()
    {
        List<JsonPathStep> steps = [];
        _ = Take("@") || Take("$"); // The item or document itself: where every path begins.
        while (_at < text.Length)
        {
            if (!TryStep(steps))
            {
                return null;
            }
        }

        return steps;
    }

    private bool TryStep(List<JsonPathStep> steps)
    {
        if (Take(".."))
        {
            steps.Add(JsonPathStep.Deep);
            return _at < text.Length && (text[_at] == '[' || TryName(steps));
        }

        if (Take("."))
        {
            return _at == text.Length || text[_at] == '[' || TryName(steps);
        }

        return Take("[") && TryBrackets(steps);
    }

    private bool TryName(List<JsonPathStep> steps)
    {
        if (Take("*"))
        {
            steps.Add(JsonPathStep.All);
            return true;
        }

        var name = new StringBuilder();
        while (_at < text.Length && text[_at] is not ('.' or '['))
        {
            _at += text[_at] == '\\' && _at + 1 < text.Length ? 1 : 0;
            name.Append(text[_at++]);
        }

        steps.Add(JsonPathStep.Field(name.ToString()));
        return name.Length > 0;
    }

    private bool TryBrackets(List<JsonPathStep> steps)
    {
        if (EndOfBrackets() is not { } end)
        {
            return false;
        }

        var content = text[_at..end].Trim();
        _at = end + 1;
        var step = content.StartsWith("?(", StringComparison.Ordinal) && content.EndsWith(')')
            ? TryFilter(content[2..^1])
            : TryItems(content);
        if (step is not null)
        {
            steps.Add(step);
        }

        return step is not null;
    }

    /// <summary>Position of the bracket that closes, texts in quotes aside.</summary>
    private int? EndOfBrackets()
    {
        var depth = 1;
        var quote = '\0';
        for (var i = _at; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else
            {
                depth += c == '[' ? 1 : c == ']' ? -1 : 0;
                if (depth == 0)
                {
                    return i;
                }
            }
        }

        return null;
    }

    private static JsonPathStep? TryItems(string content)
    {
        if (content == "*")
        {
            return JsonPathStep.All;
        }

        if (Unquoted(content) is { } name)
        {
            return JsonPathStep.Field(name);
        }

        var parts = content.Split(',');
        if (parts.Length > 1)
        {
            var steps = Array.ConvertAll(parts, part => TryItems(part.Trim()));
            return Array.Exists(steps, step => step is null) ? null : JsonPathStep.Union([.. steps.OfType<JsonPathStep>()]);
        }

        return TrySlice(content.Split(':'));
    }

    private static JsonPathStep? TrySlice(string[] parts)
    {
        var numbers = new int?[3];
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 2 || (parts[i].Length > 0 && !int.TryParse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            {
                return null;
            }

            numbers[i] = parts[i].Length > 0 ? int.Parse(parts[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;
        }

        return parts.Length == 1
            ? numbers[0] is { } index ? JsonPathStep.Item(index) : null
            : JsonPathStep.Slice(numbers[0], numbers[1], numbers[2] ?? 1);
    }

    private static JsonPathStep? TryFilter(string content)
    {
        var found = Operators.Select(name => (Name: name, At: content.IndexOf(name, StringComparison.Ordinal)))
            .Where(candidate => candidate.At > 0)
            .OrderBy(candidate => candidate.At)
            .FirstOrDefault();
        var left = found.Name is null ? content : content[..found.At];
        if (JsonPath.TryParse(left.Trim()) is not { } path)
        {
            return null;
        }

        if (found.Name is null)
        {
            return JsonPathStep.Filter(new(path, "", null));
        }

        return TryLiteral(content[(found.At + found.Name.Length)..].Trim(), out var right)
            ? JsonPathStep.Filter(new(path, found.Name, right))
            : null;
    }

    private static bool TryLiteral(string text, out JsonNode? value)
    {
        value = Unquoted(text);
        if (value is null && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
        }

        value ??= text is "true" or "false" ? JsonValue.Create(text == "true") : null;
        return value is not null;
    }

    private static string? Unquoted(string text) =>
        text.Length >= 2 && (text[0] is '\'' or '"') && text[^1] == text[0]
            ? text[1..^1].Replace("\\", "", StringComparison.Ordinal)
            : null;

    private bool Take(string expected)
    {
        if (string.CompareOrdinal(text, _at, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        _at += expected.Length;
        return true;
    }
}
